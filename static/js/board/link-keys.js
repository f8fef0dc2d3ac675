// In a list Tab goes from link to link; Space picks a booking up, Enter on a free stretch puts it there.
export class LinkKeys {
  constructor(surface, carry) {
    Object.assign(this, { surface, carry });
    surface.element.addEventListener("keydown", (event) => this.press(event));
  }

  press(event) {
    if (event.key === "Escape") this.carry.stop();
    if (event.key === " " && event.target.dataset.booking) {
      event.preventDefault();
      this.carry.start(event.target);
    }
    if (event.key === "Enter" && this.carry.carried) this.drop(event);
  }

  drop(event) {
    const box = event.target.getBoundingClientRect();
    const target = this.surface.targetAt({ clientX: box.left + box.width / 2, clientY: box.top + box.height / 2 }, this.carry.carried);
    if (!target) return;
    event.preventDefault();
    this.carry.aim(target);
    this.carry.drop(target);
  }

  place() {
    const { activeElement: link } = document;
    return this.surface.element.contains(link) && link.href ? { href: link.getAttribute("href") } : null;
  }

  back({ href }) {
    this.surface.element.querySelector(`a[href="${CSS.escape(href)}"]`)?.focus({ preventScroll: true });
  }
}
