// The grid by keyboard: one tab stop; arrows walk, Shift stretches, Enter opens, Space picks a booking up, Esc lets go.
import { HOUR, QUARTER, clamp, spoken } from "./clock.js";
import { book, say } from "./page.js";

const PAGE_ROWS = 8;
const USUAL = HOUR / QUARTER;

export class Keys {
  constructor(grid, carry) {
    Object.assign(this, { grid, carry, row: 0, quarter: 0, length: USUAL, stop: null });
    this.oneTabStop();
    grid.element.addEventListener("keydown", (event) => this.press(event));
    grid.element.addEventListener("focusin", (event) => this.focused(event.target));
  }

  oneTabStop() {
    const { rows, element } = this.grid;
    for (const row of rows) for (const part of row.parts) part.target?.setAttribute("tabindex", "-1");
    for (const link of element.querySelectorAll(".board-room a")) link.tabIndex = -1;
    const start = rows[0]?.parts.find((part) => part.state === "vrij") ?? rows[0]?.parts[0];
    if (!start?.target) return;
    this.stopAt(start.target);
    this.quarter = start.from;
  }

  stopAt(target) {
    if (this.stop) this.stop.tabIndex = -1;
    target.tabIndex = 0;
    this.stop = target;
  }

  focused(target) {
    const index = this.grid.rows.findIndex((row) => row.element.contains(target));
    const part = this.grid.rows[index]?.parts.find((candidate) => candidate.target === target);
    if (!part || this.carry.isByKeys) return;
    this.row = index;
    if (this.quarter < part.from || this.quarter >= part.to) this.quarter = part.from;
    this.stopAt(target);
  }

  press(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || !this.grid.rows[this.row]) return;
    const act = this.acts(event)[event.key];
    if (!act) return;
    if (event.key !== "Enter" || this.carry.isByKeys) event.preventDefault();
    act();
  }

  acts(event) {
    const last = this.grid.quarters - 1;
    return {
      ArrowRight: () => (event.shiftKey ? this.stretch(1) : this.step(1)),
      ArrowLeft: () => (event.shiftKey ? this.stretch(-1) : this.step(-1)),
      ArrowDown: () => this.to(this.row + 1, this.quarter),
      ArrowUp: () => this.to(this.row - 1, this.quarter),
      PageDown: () => this.to(this.row + PAGE_ROWS, this.quarter),
      PageUp: () => this.to(this.row - PAGE_ROWS, this.quarter),
      Home: () => this.to(this.row, 0),
      End: () => this.to(this.row, last),
      Escape: () => this.clear(),
      Enter: () => (this.carry.isByKeys ? this.carry.drop() : this.open(event)),
      " ": () => this.lift(event.target),
    };
  }

  // Picks up the booking that has the focus; from then on the arrows move it.
  lift(target) {
    if (this.carry.isByKeys) this.carry.drop();
    else if (target.dataset.booking && this.carry.start(target, { byKeys: true })) {
      ({ row: this.row, quarter: this.quarter } = this.carry.carried);
      this.aim();
    }
  }

  aim() {
    this.carry.aim(this.grid.targetFrom(this.grid.rows[this.row], this.quarter, this.carry.carried));
    this.grid.pick.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  // A booking is one step; free time goes by the quarter.
  step(direction) {
    const part = this.carry.isByKeys ? null : this.grid.rows[this.row].at(this.quarter);
    const past = part?.isBlock ? (direction > 0 ? part.to : part.from - 1) : this.quarter + direction;
    this.to(this.row, past);
  }

  stretch(direction) {
    if (this.carry.isByKeys) return;
    this.length = clamp(this.length + direction, 1, this.grid.quarters - this.quarter);
    this.show();
  }

  to(row, quarter) {
    this.row = clamp(row, 0, this.grid.rows.length - 1);
    this.quarter = clamp(quarter, 0, this.grid.quarters - 1);
    if (this.carry.isByKeys) return this.aim();
    const part = this.grid.rows[this.row].at(this.quarter);
    part?.target.focus();
    part?.target.scrollIntoView({ block: "nearest", inline: "nearest" });
    return this.show();
  }

  chosen() {
    return this.grid.stretch(this.grid.rows[this.row], this.quarter, Math.min(this.quarter + this.length, this.grid.quarters));
  }

  show() {
    const row = this.grid.rows[this.row];
    const part = row.at(this.quarter);
    if (!part?.isBlock) return this.grid.show(this.chosen());
    this.grid.erase();
    return say(`${spoken(row.facts.day)} ${part.target.title || part.target.textContent} ${row.facts.name}`);
  }

  clear() {
    this.length = USUAL;
    if (this.carry.carried) this.carry.stop();
    else say("");
    this.grid.erase();
  }

  open(event) {
    const chosen = this.chosen();
    if (!this.grid.pick.isConnected || chosen.row.at(this.quarter)?.isBlock || !this.grid.add) return;
    event.preventDefault();
    if (chosen.state === "vrij") book(this.grid.add, chosen);
  }

  // Where the reader is, to come back to after the board was renewed.
  place() {
    const row = this.grid.rows[this.row];
    return row && this.grid.element.contains(document.activeElement) ? { ...row.facts, quarter: this.quarter, length: this.length } : null;
  }

  back(place) {
    const row = this.grid.rows.findIndex(({ facts }) => facts.room === place.room && facts.day === place.day);
    if (row < 0) return;
    [this.row, this.quarter, this.length] = [row, place.quarter, place.length];
    this.grid.rows[row].at(place.quarter)?.target.focus({ preventScroll: true });
  }
}
