// The board of a day or of a room: rows of quarters. Knows where things are and draws the frame of what is chosen.
import { QUARTER, clamp, clock, minutesOf, numbers, span, spoken } from "./clock.js";
import { say } from "./page.js";
import { Row } from "./row.js";

const SHORT = 5; // fewer quarters than this have no room for two times

export class Grid {
  constructor(element) {
    this.element = element;
    this.add = element.dataset.add ?? "";
    this.quarters = Number(element.dataset.quarters);
    this.first = minutesOf(element.dataset.start);
    this.rows = [...element.querySelectorAll("[data-row]")].map((row) => new Row(row));
    this.pick = Object.assign(document.createElement("div"), { className: "pick" });
    this.pick.setAttribute("aria-hidden", "true");
  }

  minutes(quarter) {
    return this.first + quarter * QUARTER;
  }

  rowOf(element) {
    return this.rows.find((row) => row.track.contains(element));
  }

  // A stretch of a row with what the house knows of it.
  stretch(row, from, to, ignoring = "") {
    const [start, end] = [this.minutes(from), this.minutes(to)];
    return { ...row.facts, start, end, from, to, row, state: row.state(from, to, ignoring) };
  }

  // The place under the pointer for a booking that is being moved, held `grip` minutes from its start.
  targetAt(event, carried) {
    const row = this.rowOf(document.elementFromPoint(event.clientX, event.clientY));
    if (!row) return null;
    const quarter = row.quarterAt(event.clientX, this.quarters) - Math.floor(carried.grip / QUARTER);
    return this.targetFrom(row, quarter, carried);
  }

  targetFrom(row, quarter, carried) {
    const length = Math.ceil(carried.length / QUARTER);
    const from = clamp(quarter, 0, Math.max(0, this.quarters - length));
    return { ...this.stretch(row, from, Math.min(from + length, this.quarters), carried.booking), end: this.minutes(from) + carried.length };
  }

  carriedBy(link) {
    const row = this.rowOf(link);
    const [start, end] = numbers(link.dataset.t);
    return { booking: link.dataset.booking, link, start, length: end - start, ...row.facts, row: this.rows.indexOf(row), quarter: Math.round((start - this.first) / QUARTER) };
  }

  show(chosen, hint = "") {
    const { from, to, row, state } = chosen;
    this.pick.className = `pick from-${from} span-${to - from}${state === "vrij" ? "" : " pick--taken"}`;
    const time = to - from < SHORT ? clock(chosen.start) : span(chosen.start, chosen.end);
    this.pick.textContent = hint || (state === "vrij" ? time : `${time} ${state}`);
    row.track.append(this.pick);
    say(`${spoken(chosen.day)} ${span(chosen.start, chosen.end)} ${chosen.name} ${hint || state}`);
  }

  erase() {
    this.pick.remove();
  }
}
