// A click on a booking shows what it is, with the way to its page and to moving it. Enter goes to the page at once.
const card = () => document.getElementById("kaartje");
const part = (name) => card().querySelector(`[data-peek="${name}"]`);
const text = (link, ...names) => names.map((name) => link.querySelector(name)?.textContent ?? "").find(Boolean) ?? "";
const EDGE = 12;

export class Peek {
  constructor(surface, carry) {
    Object.assign(this, { surface, carry, link: null });
    surface.element.addEventListener("click", (event) => this.click(event));
  }

  get isOpen() {
    return card()?.matches(":popover-open") ?? false;
  }

  click(event) {
    const link = event.target.closest("[data-booking]");
    if (!link || event.detail === 0 || event.ctrlKey || event.metaKey || event.shiftKey || this.carry.carried) return;
    event.preventDefault();
    this.show(link);
  }

  show(link) {
    this.link = link;
    part("when").textContent = `${text(link, ".block-time", ".chip-time")} · ${link.closest("[data-name]").dataset.name}`;
    part("who").textContent = text(link, "b");
    part("what").textContent = text(link, ".block-what") || link.title;
    part("note").textContent = text(link, ".block-note", "i");
    card().querySelector("[data-peek-open]").href = link.href;
    card().querySelector("[data-peek-move]").onclick = () => this.move();
    card().showPopover();
    this.stand(link.getBoundingClientRect());
    card().querySelector("[data-peek-open]").focus();
  }

  // Under the booking, or above it where the screen ends. On a phone the style sheet keeps it at the bottom.
  stand(box) {
    const { offsetWidth: width, offsetHeight: height } = card();
    const under = box.bottom + height + EDGE < innerHeight;
    card().style.setProperty("--left", `${Math.min(Math.max(EDGE, box.left), innerWidth - width - EDGE)}px`);
    card().style.setProperty("--top", `${under ? box.bottom + 4 : Math.max(EDGE, box.top - height - 4)}px`);
  }

  move() {
    card().hidePopover();
    this.carry.start(this.link);
  }
}
