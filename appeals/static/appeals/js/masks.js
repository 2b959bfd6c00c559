/* Boxes over faces and plates: drawn by mouse or finger, moved by keyboard. The rows of the form are what is sent; a box shows its row. */

const SIDES = ["left", "top", "width", "height"];
const LEAST = 1; // per cent of a side; a tap that was no drawing makes no box
const STEP = 1;
const FIRST = { left: 40, top: 40, width: 20, height: 20 };
const ARROWS = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };

const within = (value, least, most) => Math.min(most, Math.max(least, value));

class Masks {
  constructor(form) {
    this.picture = form.querySelector("#masks-picture");
    this.rows = form.querySelector("#mask-rows");
    this.template = form.querySelector("#mask-row");
    form.querySelectorAll("[data-scripted]").forEach((part) => { part.hidden = false; });
    for (const row of [...this.rows.children]) {
      if (field(row, "width").value) this.attach(row);
      else row.remove(); // the empty one is for those without a script
    }
    form.querySelector("#masks-add").addEventListener("click", () => this.add(FIRST).focus());
    this.picture.addEventListener("pointerdown", (event) => this.begin(event));
  }

  add(place) {
    const row = this.template.content.firstElementChild.cloneNode(true);
    this.rows.append(row);
    const box = this.attach(row);
    put(row, box, place);
    return box;
  }

  attach(row) {
    const box = Object.assign(document.createElement("button"), { type: "button", className: "mask" });
    box.setAttribute("aria-label", this.picture.dataset.wordsBox);
    this.picture.append(box);
    const show = () => { draw(box, placeOf(row), field(row, "cover").value); };
    row.addEventListener("input", show);
    row.addEventListener("focusin", () => box.classList.add("is-chosen"));
    row.addEventListener("focusout", () => box.classList.remove("is-chosen"));
    const remove = row.querySelector("[data-remove]");
    remove.hidden = false;
    remove.addEventListener("click", () => this.remove(row, box));
    box.addEventListener("keydown", (event) => this.pressed(event, row, box));
    box.row = row;
    show();
    return box;
  }

  remove(row, box) {
    row.remove();
    box.remove();
    document.getElementById("masks-add").focus();
  }

  pressed(event, row, box) {
    if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      this.remove(row, box);
    }
    const [x, y] = ARROWS[event.key] ?? [0, 0];
    if (!x && !y) return;
    event.preventDefault();
    const { left, top, width, height } = placeOf(row);
    put(row, box, event.shiftKey ? { left, top, width: width + x, height: height + y } : { left: left + x, top: top + y, width, height });
  }

  /** On a box it is moved, elsewhere a new one is drawn. */
  begin(event) {
    if (event.button) return;
    event.preventDefault();
    const from = this.at(event);
    const held = event.target.closest(".mask");
    const start = held ? placeOf(held.row) : null;
    let box = held;
    held?.focus();
    this.picture.setPointerCapture(event.pointerId);
    const move = (moved) => {
      const to = this.at(moved);
      const drawn = { left: Math.min(from.x, to.x), top: Math.min(from.y, to.y), width: Math.abs(to.x - from.x), height: Math.abs(to.y - from.y) };
      if (!box && (drawn.width < LEAST || drawn.height < LEAST)) return;
      box ??= this.add(drawn);
      put(box.row, box, start ? { ...start, left: start.left + to.x - from.x, top: start.top + to.y - from.y } : drawn);
    };
    const ended = new AbortController();
    const end = () => {
      ended.abort();
      box?.focus();
    };
    this.picture.addEventListener("pointermove", move, { signal: ended.signal });
    this.picture.addEventListener("pointerup", end, { signal: ended.signal });
    this.picture.addEventListener("pointercancel", end, { signal: ended.signal });
  }

  /** In per cent of the picture. */
  at({ clientX, clientY }) {
    const { left, top, width, height } = this.picture.getBoundingClientRect();
    return { x: within(((clientX - left) / width) * 100, 0, 100), y: within(((clientY - top) / height) * 100, 0, 100) };
  }
}

const field = (row, name) => row.querySelector(`[name="${name}"]`);

function placeOf(row) {
  return Object.fromEntries(SIDES.map((side) => [side, Number(field(row, side).value.replace(",", ".")) || 0]));
}

/** Kept on the picture, and no smaller than can be seen. */
function put(row, box, place) {
  const width = within(place.width, LEAST, 100);
  const height = within(place.height, LEAST, 100);
  const kept = { left: within(place.left, 0, 100 - width), top: within(place.top, 0, 100 - height), width, height };
  for (const side of SIDES) field(row, side).value = kept[side].toFixed(2);
  draw(box, kept, field(row, "cover").value);
}

function draw(box, place, cover) {
  for (const side of SIDES) box.style[side] = `${place[side]}%`;
  box.classList.toggle("mask--solid", cover === "solid");
}

new Masks(document.getElementById("masks"));
