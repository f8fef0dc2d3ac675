// Moving by hand: drag a booking, or (after 'Verplaatsen') point at the new place and click it.
import { numbers } from "./clock.js";

const SLIP = 6;

export class Dragging {
  constructor(surface, carry) {
    Object.assign(this, { surface, carry, held: null, dragged: false });
    const { element } = surface;
    element.addEventListener("dragstart", (event) => event.preventDefault());
    element.addEventListener("pointerdown", (event) => this.press(event));
    element.addEventListener("pointermove", (event) => this.pull(event));
    element.addEventListener("pointerup", (event) => this.release(event));
    element.addEventListener("pointercancel", () => this.letGo());
    element.addEventListener("click", (event) => this.click(event), true);
  }

  press(event) {
    this.dragged = false;
    const link = event.target.closest("[data-booking]");
    if (!link || event.button !== 0 || event.pointerType === "touch" || this.carry.carried) return;
    this.held = { link, x: event.clientX, y: event.clientY, grip: this.grip(link, event.clientX) };
  }

  // How far into the booking the hand took it, in minutes; a chip of the week has no length on the screen.
  grip(link, x) {
    const block = link.closest(".block");
    if (!block) return 0;
    const [start, end] = numbers(link.dataset.t);
    const box = block.getBoundingClientRect();
    return Math.max(0, ((x - box.left) / box.width) * (end - start));
  }

  pull(event) {
    if (!this.held && !this.carry.carried) return;
    if (this.held && !this.dragged) {
      if (Math.hypot(event.clientX - this.held.x, event.clientY - this.held.y) < SLIP) return;
      this.dragged = this.carry.start(this.held.link, { grip: this.held.grip });
      if (!this.dragged) this.held = null;
    }
    if (!this.carry.isByKeys && event.pointerType !== "touch") this.carry.aim(this.surface.targetAt(event, this.carry.carried));
  }

  release(event) {
    const wasHeld = this.held;
    this.held = null;
    if (!wasHeld || !this.dragged) return;
    const target = this.surface.targetAt(event, this.carry.carried);
    if (target) this.carry.drop(target);
    else this.carry.stop();
  }

  letGo() {
    this.held = null;
    if (this.dragged) this.carry.stop();
  }

  click(event) {
    if (this.dragged) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    if (!this.carry.carried || this.carry.isByKeys || event.detail === 0) return;
    const target = this.surface.targetAt(event, this.carry.carried);
    if (!target) return;
    event.preventDefault();
    event.stopPropagation();
    this.carry.aim(target);
    this.carry.drop(target);
  }
}
