// Choosing free time by hand: drag over it, or tap the start and then the end.
import { HOUR, QUARTER, clock } from "./clock.js";
import { book } from "./page.js";

const SLIP = 6;
const USUAL = HOUR / QUARTER;

export class Drawing {
  constructor(grid, carry) {
    Object.assign(this, { grid, carry, drag: null, tapped: null, dragged: false });
    const { element } = grid;
    element.addEventListener("dragstart", (event) => event.preventDefault());
    element.addEventListener("pointerdown", (event) => this.press(event));
    element.addEventListener("pointermove", (event) => this.pull(event));
    element.addEventListener("pointerup", () => this.release());
    element.addEventListener("pointerleave", () => this.letGo());
    element.addEventListener("pointercancel", () => this.letGo());
    element.addEventListener("click", (event) => this.click(event), true);
    element.addEventListener("keydown", (event) => { if (event.key === "Escape") this.stop(); });
  }

  get isBusy() {
    return Boolean(this.drag || this.tapped);
  }

  press(event) {
    this.pointer = event.pointerType;
    this.dragged = false;
    const row = event.target.closest(".slot") && this.grid.rowOf(event.target);
    if (!row || event.button !== 0 || event.pointerType === "touch" || this.carry.carried) return;
    this.drag = { row, start: row.quarterAt(event.clientX, this.grid.quarters), x: event.clientX, chosen: null };
  }

  pull(event) {
    if (!this.drag || (!this.dragged && Math.abs(event.clientX - this.drag.x) < SLIP)) return;
    this.dragged = true;
    this.grid.element.classList.add("is-drawing");
    const here = this.drag.row.quarterAt(event.clientX, this.grid.quarters);
    this.drag.chosen = this.grid.stretch(this.drag.row, Math.min(this.drag.start, here), Math.max(this.drag.start, here) + 1);
    this.grid.show(this.drag.chosen);
  }

  release() {
    const { chosen } = this.drag ?? {};
    this.drag = null;
    this.grid.element.classList.remove("is-drawing");
    if (chosen?.state === "vrij") book(this.grid.add, chosen);
  }

  // A finger leaves the board after every tap, so only what is being dragged ends here.
  letGo() {
    if (this.drag) this.stop();
  }

  stop() {
    if (this.isBusy) this.grid.erase();
    this.drag = this.tapped = null;
    this.grid.element.classList.remove("is-drawing");
  }

  // The click after a drag is not a click; a tap on a touch screen marks the start, the next one the end.
  click(event) {
    const row = event.target.closest(".slot") && this.grid.rowOf(event.target);
    if (!row || this.carry.carried) return;
    if (this.dragged) event.preventDefault();
    else if (this.pointer === "touch") this.tap(event, row);
  }

  tap(event, row) {
    event.preventDefault();
    const quarter = row.quarterAt(event.clientX, this.grid.quarters);
    const from = this.tapped?.quarter;
    if (this.tapped?.row === row && quarter >= from) {
      const chosen = this.grid.stretch(row, from, quarter - from < 2 ? from + USUAL : quarter + 1);
      this.tapped = null;
      if (chosen.state === "vrij") return book(this.grid.add, chosen);
      return this.grid.show(chosen);
    }
    this.tapped = { row, quarter };
    const start = this.grid.stretch(row, quarter, quarter + 1);
    return this.grid.show(start, `${clock(start.start)} → tik het einde`);
  }
}
