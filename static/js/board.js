// The planning board by mouse (drag), by touch (tap the start, tap the end) and by keyboard (one tab stop, arrows).
// Without this script every free hour and every booking is a plain link.
const QUARTER = 15;
const HOUR = 4;
const PAGE_ROWS = 8;
const dayName = new Intl.DateTimeFormat("nl-NL", { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });

const clock = (minutes) => `${String(Math.floor(minutes / 60) % 24).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
const clamp = (value, least, most) => Math.min(most, Math.max(least, value));

function shifted(day, days) {
  const moved = new Date(`${day}T00:00:00Z`);
  moved.setUTCDate(moved.getUTCDate() + days);
  return moved;
}

class Row {
  constructor(element) {
    this.element = element;
    this.track = element.querySelector(".board-track");
    this.parts = [...this.track.querySelectorAll(".slot, .block, .shut, .tail")].map((part) => {
      const [, from] = part.className.match(/from-(\d+)/);
      const [, span] = part.className.match(/span-(\d+)/);
      const state = part.matches(".slot") ? "vrij" : part.matches(".shut") ? "dicht" : "bezet";
      const target = part.matches(".tail") ? null : part.firstElementChild?.matches("a, .block-body") ? part.firstElementChild : part;
      return { from: Number(from), to: Number(from) + Number(span), state, target, isBlock: part.matches(".block") };
    });
  }

  at(quarter) {
    const here = this.parts.filter((part) => part.target && part.from <= quarter && quarter < part.to);
    return here.find((part) => part.isBlock) ?? here[0];
  }

  state(from, to) {
    const met = this.parts.filter((part) => part.from < to && from < part.to).map((part) => part.state);
    return met.includes("bezet") ? "bezet" : met.includes("dicht") ? "dicht" : "vrij";
  }
}

class Board {
  constructor(element) {
    this.element = element;
    this.quarters = Number(element.dataset.quarters);
    const [hour, minute] = element.dataset.start.split(":").map(Number);
    this.first = hour * 60 + minute;
    this.rows = [...element.querySelectorAll("[data-row]")].map((row) => new Row(row));
    this.status = document.querySelector("[data-board-status]");
    this.length = HOUR;
    this.row = 0;
    this.quarter = 0;
    this.drag = null;
    this.tapped = null;
    this.pick = Object.assign(document.createElement("div"), { className: "pick" });
    this.pick.setAttribute("aria-hidden", "true");
    this.oneTabStop();
    element.addEventListener("keydown", (event) => this.key(event));
    element.addEventListener("focusin", (event) => this.focused(event.target));
    if (element.dataset.add) this.listenToPointer();
  }

  oneTabStop() {
    for (const row of this.rows) for (const part of row.parts) part.target?.setAttribute("tabindex", "-1");
    for (const link of this.element.querySelectorAll(".board-room a")) link.tabIndex = -1;
    const start = this.rows[0]?.parts.find((part) => part.state === "vrij") ?? this.rows[0]?.parts[0];
    if (!start?.target) return;
    start.target.tabIndex = 0;
    this.stop = start.target;
    this.quarter = start.from;
  }

  focused(target) {
    const index = this.rows.findIndex((row) => row.element.contains(target));
    const part = this.rows[index]?.parts.find((candidate) => candidate.target === target);
    if (!part) return;
    this.row = index;
    if (this.quarter < part.from || this.quarter >= part.to) this.quarter = part.from;
    if (this.stop) this.stop.tabIndex = -1;
    target.tabIndex = 0;
    this.stop = target;
  }

  key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const act = {
      ArrowRight: () => (event.shiftKey ? this.stretch(1) : this.step(1)),
      ArrowLeft: () => (event.shiftKey ? this.stretch(-1) : this.step(-1)),
      ArrowDown: () => this.to(this.row + 1, this.quarter),
      ArrowUp: () => this.to(this.row - 1, this.quarter),
      PageDown: () => this.to(this.row + PAGE_ROWS, this.quarter),
      PageUp: () => this.to(this.row - PAGE_ROWS, this.quarter),
      Home: () => this.to(this.row, 0),
      End: () => this.to(this.row, this.quarters - 1),
      Escape: () => this.clear(),
      Enter: () => this.open(event),
    }[event.key];
    if (!act || !this.rows[this.row]) return;
    if (event.key !== "Enter") event.preventDefault();
    act();
  }

  // A booking is one step; free time goes by the quarter.
  step(direction) {
    const part = this.rows[this.row].at(this.quarter);
    const past = part?.isBlock ? (direction > 0 ? part.to : part.from - 1) : this.quarter + direction;
    this.to(this.row, past);
  }

  stretch(direction) {
    this.length = clamp(this.length + direction, 1, this.quarters - this.quarter);
    this.show();
  }

  to(row, quarter) {
    this.row = clamp(row, 0, this.rows.length - 1);
    this.quarter = clamp(quarter, 0, this.quarters - 1);
    const part = this.rows[this.row].at(this.quarter);
    part?.target.focus();
    part?.target.scrollIntoView({ block: "nearest", inline: "nearest" });
    this.show();
  }

  show() {
    const row = this.rows[this.row];
    const part = row.at(this.quarter);
    if (part?.isBlock) {
      this.pick.remove();
      this.say(part.target.textContent.replace(/\s+/g, " ").trim(), row, "");
      return;
    }
    this.draw(row, this.quarter, Math.min(this.quarter + this.length, this.quarters));
  }

  draw(row, from, to, hint = "") {
    const state = row.state(from, to);
    this.pick.className = `pick from-${from} span-${to - from}${state === "vrij" ? "" : " pick--taken"}`;
    this.pick.textContent = hint || `${this.time(from)}–${this.time(to)}`;
    row.track.append(this.pick);
    this.say(`${this.time(from)}–${this.time(to)}`, row, hint || state);
    return state;
  }

  say(what, row, state) {
    const day = dayName.format(shifted(row.element.dataset.day, 0));
    this.status.textContent = `${day} ${what} ${row.element.dataset.name} ${state}`.trim();
  }

  time(quarter) {
    return clock(this.first + quarter * QUARTER);
  }

  clear() {
    this.length = HOUR;
    this.tapped = this.drag = null;
    this.pick.remove();
    this.element.classList.remove("is-drawing");
    this.status.textContent = "";
  }

  open(event) {
    const row = this.rows[this.row];
    if (!this.pick.isConnected || row.at(this.quarter)?.isBlock || !this.element.dataset.add) return;
    event.preventDefault();
    this.book(row, this.quarter, Math.min(this.quarter + this.length, this.quarters));
  }

  book(row, from, to) {
    if (row.state(from, to) !== "vrij") return;
    const start = this.first + from * QUARTER;
    const day = shifted(row.element.dataset.day, Math.floor(start / (24 * 60))).toISOString().slice(0, 10);
    const asked = new URLSearchParams({ ruimte: row.element.dataset.slug, dag: day, van: this.time(from), tot: this.time(to) });
    window.location.assign(`${this.element.dataset.add}?${asked}`);
  }

  listenToPointer() {
    this.element.addEventListener("dragstart", (event) => event.preventDefault());
    this.element.addEventListener("pointerdown", (event) => this.press(event));
    this.element.addEventListener("pointermove", (event) => this.pull(event));
    window.addEventListener("pointerup", () => this.release());
    window.addEventListener("pointercancel", () => this.clear());
    this.element.addEventListener("click", (event) => this.click(event), true);
  }

  rowOf(target) {
    return this.rows.find((row) => row.track.contains(target));
  }

  quarterAt(row, x) {
    const box = row.track.getBoundingClientRect();
    return clamp(Math.floor(((x - box.left) / box.width) * this.quarters), 0, this.quarters - 1);
  }

  press(event) {
    this.pointer = event.pointerType;
    this.dragged = false;
    const row = event.target.closest(".slot") && this.rowOf(event.target);
    if (!row || event.button !== 0 || event.pointerType === "touch") return;
    this.drag = { row, start: this.quarterAt(row, event.clientX), x: event.clientX };
  }

  pull(event) {
    if (!this.drag || (!this.dragged && Math.abs(event.clientX - this.drag.x) < 6)) return;
    this.dragged = true;
    this.element.classList.add("is-drawing");
    const here = this.quarterAt(this.drag.row, event.clientX);
    this.drag.from = Math.min(this.drag.start, here);
    this.drag.to = Math.max(this.drag.start, here) + 1;
    this.draw(this.drag.row, this.drag.from, this.drag.to);
  }

  release() {
    const drawn = this.drag;
    this.drag = null;
    this.element.classList.remove("is-drawing");
    if (drawn && this.dragged) this.book(drawn.row, drawn.from, drawn.to);
  }

  // The click after a drag is not a click; a tap on a touch screen marks the start, the next one the end.
  click(event) {
    const row = event.target.closest(".slot") && this.rowOf(event.target);
    if (this.dragged && row) event.preventDefault();
    else if (row && this.pointer === "touch") this.tap(event, row);
  }

  tap(event, row) {
    event.preventDefault();
    const quarter = this.quarterAt(row, event.clientX);
    if (this.tapped?.row === row && quarter >= this.tapped.quarter) {
      const to = quarter - this.tapped.quarter < 2 ? this.tapped.quarter + HOUR : quarter + 1;
      this.book(row, this.tapped.quarter, to);
      return;
    }
    this.tapped = { row, quarter };
    this.draw(row, quarter, quarter + 1, `${this.time(quarter)} → tik het einde`);
  }
}

// The week: one tab stop, arrows walk over days and rooms; the links do the rest.
class Week {
  constructor(table) {
    this.rows = [...table.querySelectorAll("tbody tr:not(.week-building)")].map((row) =>
      [...row.querySelectorAll("td")].map((cell) => [...cell.querySelectorAll("a")]),
    );
    const links = this.rows.flat(2);
    for (const link of links) link.tabIndex = -1;
    if (links[0]) links[0].tabIndex = 0;
    this.links = links;
    table.addEventListener("keydown", (event) => this.key(event));
  }

  find(target) {
    for (const [row, cells] of this.rows.entries())
      for (const [day, links] of cells.entries()) if (links.includes(target)) return { row, day, place: links.indexOf(target) };
    return null;
  }

  key(event) {
    const here = event.altKey || event.ctrlKey || event.metaKey ? null : this.find(event.target);
    if (!here) return;
    const links = this.rows[here.row][here.day];
    const next = {
      ArrowRight: () => this.rows[here.row][here.day + 1]?.[0],
      ArrowLeft: () => this.rows[here.row][here.day - 1]?.[0],
      ArrowDown: () => links[here.place + 1] ?? this.rows[here.row + 1]?.[here.day]?.[0],
      ArrowUp: () => links[here.place - 1] ?? this.rows[here.row - 1]?.[here.day]?.at(-1),
      Home: () => this.rows[here.row][0][0],
      End: () => this.rows[here.row].at(-1)[0],
    }[event.key];
    if (!next) return;
    event.preventDefault();
    const link = next();
    if (!link) return;
    for (const other of this.links) other.tabIndex = -1;
    link.tabIndex = 0;
    link.focus();
  }
}

for (const board of document.querySelectorAll("[data-board]:not(.board--list)")) {
  if (window.matchMedia("(min-width: 48.01rem)").matches) new Board(board);
}
for (const table of document.querySelectorAll("[data-week]:not(.week--list)")) new Week(table);
