// The planning board. Without this script every free hour and every booking is a plain link, and moving is a form.
import { Carry } from "./carry.js";
import { Dragging } from "./dragging.js";
import { Drawing } from "./drawing.js";
import { Grid } from "./grid.js";
import { Keys } from "./keys.js";
import { LinkKeys } from "./link-keys.js";
import { List } from "./list.js";
import { Live } from "./live.js";
import { Peek } from "./peek.js";
import { Week } from "./week.js";
import { WeekDrawing } from "./week-drawing.js";
import { WeekKeys } from "./week-keys.js";

const isWide = window.matchMedia("(min-width: 48.01rem)");
let view = null;
let moved = ""; // the booking that was just moved, to find it back on the new board

// One way of looking: where things are (surface), and what hands and keys do with them.
function looking() {
  const board = document.querySelector("[data-board], [data-week]");
  if (!board) return null;
  const isList = !isWide.matches || board.matches(".board--list, .week--list");
  const isWeek = board.matches("[data-week]");
  const surface = isWeek ? new Week(board) : isList ? new List(board) : new Grid(board);
  const carry = new Carry(surface);
  const keys = isList ? new LinkKeys(surface, carry) : isWeek ? new WeekKeys(surface, carry) : new Keys(surface, carry);
  const dragging = new Dragging(surface, carry);
  const drawing = surface.add && !isList ? new (isWeek ? WeekDrawing : Drawing)(surface, carry) : null;
  const peek = new Peek(surface, carry);
  board.dataset.ready = "";
  return { surface, carry, keys, dragging, drawing, peek };
}

view = looking();
isWide.addEventListener("change", () => { if (!view?.carry.carried) view = looking(); });

const live = new Live({
  isBusy: () => Boolean(view?.carry.carried || view?.drawing?.isBusy || view?.dragging.held || view?.peek.isOpen),
  remember: () => view?.keys.place(),
  restore: (place) => {
    view = looking();
    if (place) view?.keys.back(place);
    if (moved) document.querySelector(`[data-booking="${moved}"]`)?.focus();
    moved = "";
  },
});

const dialog = document.getElementById("verzetten");
dialog?.addEventListener("click", (event) => {
  if (!event.target.closest("[data-close]")) return;
  event.preventDefault();
  dialog.close();
});
// Closed without moving: a booking that was dragged goes back, one that was picked up stays in the hand.
dialog?.addEventListener("close", () => { if (view?.dragging.dragged) view.carry.stop(); });
dialog?.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.xhr.status !== 204) return;
  moved = view?.carry.carried?.booking ?? "";
  view?.carry.stop({ isDone: true });
  dialog.close();
  live.ask({ isForced: true });
});
document.querySelector("[data-carry-stop]")?.addEventListener("click", () => view?.carry.stop());
document.addEventListener("keydown", (event) => { if (event.key === "Escape" && !dialog?.open) view?.carry.stop(); });
