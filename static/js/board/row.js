// One row of the day or of the room: its parts by quarter, and what is free in it.
import { clamp } from "./clock.js";

const place = (name, element) => Number(element.className.match(new RegExp(`${name}-(\\d+)`))[1]);
const STATES = [["slot", "vrij"], ["shut", "dicht"], ["tail", "bezet"]];

function state(part) {
  if (part.matches(".block--request")) return "aanvraag";
  return STATES.find(([name]) => part.classList.contains(name))?.[1] ?? "bezet";
}

export class Row {
  constructor(element) {
    this.element = element;
    this.track = element.querySelector(".board-track");
    const parts = this.track.querySelectorAll(":scope > :is(.slot, .block, .shut, .tail)");
    this.parts = [...parts].map((part, index, all) => {
      const from = place("from", part);
      const isTail = part.matches(".tail");
      const inner = part.querySelector(":scope > :is(a, .block-body)");
      const owner = isTail ? all[index - 1] : part;
      return {
        from, to: from + place("span", part), state: state(part), target: isTail ? null : inner ?? part,
        isBlock: part.matches(".block"), booking: owner?.querySelector("[data-booking]")?.dataset.booking,
      };
    });
  }

  get facts() {
    const { room, slug, name, day } = this.element.dataset;
    return { room, slug, name, day };
  }

  at(quarter) {
    const here = this.parts.filter((part) => part.target && part.from <= quarter && quarter < part.to);
    return here.find((part) => part.isBlock && part.state !== "aanvraag") ?? here[0];
  }

  // 'vrij', 'dicht' or 'bezet'; a booking that is being moved does not stand in its own way, and a request in nobody's.
  state(from, to, ignoring = "") {
    const inTheWay = this.parts.filter((part) => part.from < to && from < part.to && !(ignoring && part.booking === ignoring));
    const met = inTheWay.map((part) => part.state);
    return met.includes("bezet") ? "bezet" : met.includes("dicht") ? "dicht" : "vrij";
  }

  quarterAt(x, quarters) {
    const box = this.track.getBoundingClientRect();
    return clamp(Math.floor(((x - box.left) / box.width) * quarters), 0, quarters - 1);
  }
}
