// The list, and the grid on a phone: free stretches are the places that a booking can go to.
import { numbers, span, spoken } from "./clock.js";
import { say } from "./page.js";

export class List {
  constructor(element) {
    this.element = element;
    this.pick = Object.assign(document.createElement("span"), { className: "pick pick--line" });
    this.pick.setAttribute("aria-hidden", "true");
  }

  factsOf(element) {
    const { room, slug, name, day } = element.closest("[data-row]").dataset;
    return { room, slug, name, day };
  }

  // At its own time when that is free here, else from the start of the free stretch.
  targetAt(event, carried) {
    const gap = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-gap]");
    if (!gap || !this.element.contains(gap)) return null;
    const [from, to] = numbers(gap.dataset.gap);
    const start = from <= carried.start && carried.start + carried.length <= to ? carried.start : from;
    const end = start + carried.length;
    return { ...this.factsOf(gap), start, end, state: end <= to ? "vrij" : "te kort", gap };
  }

  carriedBy(link) {
    const [start, end] = numbers(link.dataset.t);
    return { booking: link.dataset.booking, link, start, length: end - start, ...this.factsOf(link) };
  }

  show(chosen) {
    this.pick.textContent = `${span(chosen.start, chosen.end)} ${chosen.state}`;
    this.pick.classList.toggle("pick--taken", chosen.state !== "vrij");
    chosen.gap.append(this.pick);
    say(`${spoken(chosen.day)} ${span(chosen.start, chosen.end)} ${chosen.name} ${chosen.state}`);
  }

  erase() {
    this.pick.remove();
  }
}
