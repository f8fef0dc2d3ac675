// The week by keyboard: one tab stop; arrows walk over days and rooms, Space picks a booking up, Enter puts it down.
import { clamp } from "./clock.js";

const PAGE_ROWS = 8;
const LAST_DAY = 6;

export class WeekKeys {
  constructor(week, carry) {
    Object.assign(this, { week, carry });
    this.links = week.rows.map(({ cells }) => cells.map((cell) => [...cell.querySelectorAll("a")]));
    for (const link of this.links.flat(2)) link.tabIndex = -1;
    const first = this.links.flat(2)[0];
    if (first) first.tabIndex = 0;
    week.element.addEventListener("keydown", (event) => this.press(event));
    week.element.addEventListener("focusin", (event) => this.stopAt(event.target));
  }

  stopAt(link) {
    if (!this.find(link)) return;
    for (const other of this.week.element.querySelectorAll('td a[tabindex="0"]')) other.tabIndex = -1;
    link.tabIndex = 0;
  }

  find(target) {
    for (const [row, cells] of this.links.entries())
      for (const [day, links] of cells.entries()) if (links.includes(target)) return { row, day, place: links.indexOf(target) };
    return null;
  }

  press(event) {
    const here = event.altKey || event.ctrlKey || event.metaKey ? null : this.find(event.target);
    if (!here) return;
    const act = this.carry.isByKeys ? this.carrying(event.key) : this.walking(event.key, here, event.target);
    if (!act) return;
    event.preventDefault();
    act();
  }

  walking(key, here, target) {
    const links = this.links[here.row][here.day];
    const to = (row, day, place = 0) => () => this.links[clamp(row, 0, this.links.length - 1)][day]?.at(place)?.focus();
    return {
      ArrowRight: to(here.row, here.day + 1),
      ArrowLeft: here.day ? to(here.row, here.day - 1) : null,
      ArrowDown: links[here.place + 1] ? () => links[here.place + 1].focus() : to(here.row + 1, here.day),
      ArrowUp: here.place ? () => links[here.place - 1].focus() : to(here.row - 1, here.day, -1),
      PageDown: to(here.row + PAGE_ROWS, here.day),
      PageUp: to(here.row - PAGE_ROWS, here.day),
      Home: to(here.row, 0),
      End: to(here.row, this.links[here.row].length - 1),
      Escape: () => this.carry.stop(),
      " ": () => this.lift(target, here),
    }[key];
  }

  lift(target, here) {
    if (!target.dataset.booking || !this.carry.start(target, { byKeys: true })) return;
    this.spot = { row: here.row, day: here.day };
    this.aim(0, 0);
  }

  carrying(key) {
    return {
      ArrowRight: () => this.aim(0, 1),
      ArrowLeft: () => this.aim(0, -1),
      ArrowDown: () => this.aim(1, 0),
      ArrowUp: () => this.aim(-1, 0),
      PageDown: () => this.aim(PAGE_ROWS, 0),
      PageUp: () => this.aim(-PAGE_ROWS, 0),
      Home: () => this.aim(0, -LAST_DAY),
      End: () => this.aim(0, LAST_DAY),
      Enter: () => this.carry.drop(),
      " ": () => this.carry.drop(),
      Escape: () => this.carry.stop(),
    }[key];
  }

  aim(down, right) {
    this.spot.row = clamp(this.spot.row + down, 0, this.week.rows.length - 1);
    this.spot.day = clamp(this.spot.day + right, 0, LAST_DAY);
    const cell = this.week.rows[this.spot.row].cells[this.spot.day];
    this.carry.aim(this.week.targetIn(cell, this.carry.carried));
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  place() {
    const here = this.find(document.activeElement);
    return here && { room: this.week.rows[here.row].facts.room, ...here };
  }

  back({ room, day, place }) {
    const row = this.week.rows.findIndex(({ facts }) => facts.room === room);
    const links = this.links[row]?.[day] ?? [];
    (links[place] ?? links.at(-1))?.focus({ preventScroll: true });
  }
}
