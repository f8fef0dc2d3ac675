// Choosing free time in the week: drag along a day, from left (opening) to right (closing).
import { HOUR } from "./clock.js";
import { book } from "./page.js";

const SLIP = 6;
const HALF = HOUR / 2;

export class WeekDrawing {
  constructor(week, carry) {
    Object.assign(this, { week, carry, drag: null, dragged: false });
    const { element } = week;
    element.addEventListener("pointerdown", (event) => this.press(event));
    element.addEventListener("pointermove", (event) => this.pull(event));
    element.addEventListener("pointerup", () => this.release());
    element.addEventListener("pointerleave", () => this.stop());
    element.addEventListener("click", (event) => this.click(event), true);
  }

  get isBusy() {
    return Boolean(this.drag);
  }

  press(event) {
    this.dragged = false;
    const cell = event.target.closest("td:has(.week-add)");
    if (!cell || event.target.closest(".chip") || event.button !== 0 || event.pointerType === "touch" || this.carry.carried) return;
    this.drag = { cell, x: event.clientX, from: this.week.minuteAt(cell, event.clientX), chosen: null };
  }

  pull(event) {
    if (!this.drag || (!this.dragged && Math.abs(event.clientX - this.drag.x) < SLIP)) return;
    this.dragged = true;
    const here = this.week.minuteAt(this.drag.cell, event.clientX);
    const [start, end] = [Math.min(this.drag.from, here), Math.max(this.drag.from, here) + HALF];
    this.drag.chosen = this.week.stretch(this.drag.cell, start, end);
    this.week.show(this.drag.chosen);
  }

  release() {
    const { chosen } = this.drag ?? {};
    this.drag = null;
    if (chosen?.state === "vrij") book(this.week.add, chosen);
  }

  stop() {
    if (this.drag) this.week.erase();
    this.drag = null;
  }

  click(event) {
    if (this.dragged && event.target.closest(".week-add")) event.preventDefault();
  }
}
