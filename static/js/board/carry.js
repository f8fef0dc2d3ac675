// A booking that is being moved: picked up, held over a place, put down there after a question.
import { span, spoken } from "./clock.js";
import { askToMove, moves, say } from "./page.js";

const bar = () => document.getElementById("verplaatsbalk");
const who = (link) => link.querySelector("b")?.textContent ?? "";

export class Carry {
  constructor(surface) {
    Object.assign(this, { surface, carried: null, target: null, isByKeys: false });
  }

  // Holds the booking behind this link; `grip` is how many minutes from its start it was taken.
  start(link, { byKeys = false, grip = 0 } = {}) {
    if (!moves() || !link.dataset.booking) return false;
    this.stop({ isDone: true });
    this.carried = { ...this.surface.carriedBy(link), grip, who: who(link) };
    this.isByKeys = byKeys;
    this.surface.element.classList.add("is-carrying");
    link.closest(".block, .chip").classList.add("is-carried");
    this.tell();
    return true;
  }

  tell() {
    const { who: name, start, length, name: room, day } = this.carried;
    bar().querySelector("[data-carry-what]").textContent = name;
    const from = `${spoken(day)} ${span(start, start + length)} ${room}`;
    bar().querySelector("[data-carry-where]").textContent = `${from}. ${this.isByKeys ? "Pijltjes verplaatsen, Enter legt neer, Esc stopt." : "Kies de nieuwe plek."}`;
    bar().hidden = false;
    say(`${name} opgepakt, ${from}`);
  }

  aim(target) {
    if (!this.carried || !target) return;
    this.target = target;
    this.surface.show(target);
  }

  // Asks before it happens; the house decides, also about what is not to be seen here.
  drop(target = this.target) {
    if (!this.carried || !target) return;
    const { booking, start, day, room } = this.carried;
    if (target.start === start && target.day === day && target.room === room) {
      say("Dit is de plek waar de boeking al staat.");
      return;
    }
    askToMove(booking, target);
  }

  stop({ isDone = false } = {}) {
    if (!this.carried) return;
    const { link } = this.carried;
    link.closest(".block, .chip")?.classList.remove("is-carried");
    this.surface.element.classList.remove("is-carrying");
    this.surface.erase();
    bar().hidden = true;
    if (this.isByKeys && link.isConnected) link.focus({ preventScroll: true });
    Object.assign(this, { carried: null, target: null, isByKeys: false });
    if (!isDone) say("Verplaatsen gestopt.");
  }
}
