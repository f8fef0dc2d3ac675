// The week: rooms down, days across. A day of a room is one place; its line along the top is the clock.
import { QUARTER, clamp, minutesOf, numbers, span, spoken } from "./clock.js";
import { say } from "./page.js";

export class Week {
  constructor(element) {
    this.element = element;
    this.add = element.dataset.add ?? "";
    this.first = minutesOf(element.dataset.start);
    this.quarters = Number(element.dataset.quarters);
    this.rows = [...element.querySelectorAll("tr[data-room]")].map((row) => ({
      facts: { room: row.dataset.room, slug: row.dataset.slug, name: row.dataset.name },
      cells: [...row.querySelectorAll("td")],
    }));
    this.pick = Object.assign(document.createElement("div"), { className: "pick pick--cell" });
    this.pick.setAttribute("aria-hidden", "true");
  }

  factsOf(cell) {
    const { room, slug, name } = cell.closest("tr").dataset;
    return { room, slug, name, day: cell.dataset.date, cell };
  }

  // Requests stand in nobody's way, nor does the booking that is being moved.
  state(cell, start, end, ignoring = "") {
    const taken = [...cell.querySelectorAll(".chip:not(.chip--request)")].filter((chip) => !ignoring || chip.dataset.booking !== ignoring);
    return taken.map((chip) => numbers(chip.dataset.t)).some(([from, , until]) => from < end && start < until) ? "bezet" : "vrij";
  }

  stretch(cell, start, end, ignoring = "") {
    return { ...this.factsOf(cell), start, end, state: this.state(cell, start, end, ignoring) };
  }

  targetAt(event, carried) {
    const cell = document.elementFromPoint(event.clientX, event.clientY)?.closest("td[data-date]");
    return cell ? this.targetIn(cell, carried) : null;
  }

  targetIn(cell, carried) {
    return this.stretch(cell, carried.start, carried.start + carried.length, carried.booking);
  }

  carriedBy(link) {
    const [start, end] = numbers(link.dataset.t);
    return { booking: link.dataset.booking, link, start, length: end - start, ...this.factsOf(link.closest("td")) };
  }

  // The time under the pointer, in half hours: a day is narrow here.
  minuteAt(cell, x) {
    const box = cell.getBoundingClientRect();
    const half = Math.floor((((x - box.left) / box.width) * this.quarters) / 2);
    return this.first + clamp(half, 0, Math.ceil(this.quarters / 2) - 1) * 2 * QUARTER;
  }

  show(chosen) {
    this.pick.textContent = `${span(chosen.start, chosen.end)}${chosen.state === "vrij" ? "" : ` ${chosen.state}`}`;
    this.pick.classList.toggle("pick--taken", chosen.state !== "vrij");
    chosen.cell.append(this.pick);
    say(`${spoken(chosen.day)} ${span(chosen.start, chosen.end)} ${chosen.name} ${chosen.state}`);
  }

  erase() {
    this.pick.remove();
  }
}
