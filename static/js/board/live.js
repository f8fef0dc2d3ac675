// Keeps the board up to date with what others do: asks every so often, never under somebody's hands.
import { say } from "./page.js";

const EVERY_MS = 15_000;
const FRESH_MS = 6_000;
const board = () => document.getElementById("bord");
const items = (root) => [...root.querySelectorAll(".block, .chip")];
const isTyping = () => document.activeElement?.matches("input, select, textarea") ?? false;

// What makes one thing on the board another thing: its room, its day, its place and its words.
function fact(item) {
  const row = item.closest("[data-room]")?.dataset;
  return [row?.room, row?.day ?? item.closest("td")?.dataset.date, item.className.replace(/is-(fresh|carried)/g, "").trim(), item.textContent].join("|");
}

export class Live {
  constructor({ isBusy, remember, restore }) {
    Object.assign(this, { isBusy, remember, restore, before: null, kept: null, scrolls: [] });
    setInterval(() => this.ask(), EVERY_MS);
    document.addEventListener("visibilitychange", () => this.ask());
    document.addEventListener("htmx:beforeSwap", (event) => { if (event.detail.target === board()) this.leave(event); });
    document.addEventListener("htmx:load", (event) => { if (event.detail.elt === board()) this.arrive(); });
  }

  ask({ isForced = false } = {}) {
    if (!board() || document.visibilityState !== "visible") return;
    if (isForced || !(this.isBusy() || isTyping() || document.querySelector("dialog[open]"))) htmx.trigger(board(), "board:poll");
  }

  leave(event) {
    if (this.isBusy()) {
      event.detail.shouldSwap = false;
      return;
    }
    this.before = new Set(items(board()).map(fact));
    this.kept = this.remember();
    this.scrolls = [...board().querySelectorAll("[data-scroll]")].map(({ scrollTop, scrollLeft }) => ({ scrollTop, scrollLeft }));
  }

  arrive() {
    const restored = [...board().querySelectorAll("[data-scroll]")];
    restored.forEach((element, index) => Object.assign(element, this.scrolls[index]));
    this.restore(this.kept);
    if (this.before) this.tell();
    this.before = null;
  }

  tell() {
    const now = items(board());
    const fresh = now.filter((item) => !this.before.has(fact(item)));
    const facts = new Set(now.map(fact));
    const gone = [...this.before].filter((known) => !facts.has(known)).length;
    if (!fresh.length && !gone) return;
    for (const item of fresh) item.classList.add("is-fresh");
    setTimeout(() => { for (const item of fresh) item.classList.remove("is-fresh"); }, FRESH_MS);
    const changes = Math.max(fresh.length, gone);
    say(`Het bord is bijgewerkt: ${changes === 1 ? "1 wijziging" : `${changes} wijzigingen`}.`);
  }
}
