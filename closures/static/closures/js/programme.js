/* Moving drafts of the programme: a bar is dragged or pushed by the arrows, a week each; on a phone two buttons do.
   Each move is a change on the version that was read; afterwards the page is asked anew, as clashes may have come or gone. */

import { getHTML, toldOf, writeOn } from "../../roadmap/js/request.js";

const WEEK = 7;
const PAUSE_MS = 600; // several presses of an arrow are one move
const STILL_PX = 4; // less is a click

const room = document.getElementById("programme");
const said = document.getElementById("programme-said");
const undo = said.querySelector("button");
const words = room.dataset;
const waiting = new Map(); // weeks by event, until the arrows rest
let drag = null;
let pause = 0;
let lastMove = null;
let turn = Promise.resolve();

const barOf = (target) => target.closest(".bar[data-version]");
const weekPx = (bar) => bar.parentElement.clientWidth / 53;

room.addEventListener("keydown", (event) => {
  const bar = barOf(event.target);
  const weeks = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!bar || !weeks) return;
  event.preventDefault();
  push(bar, weeks);
});

room.addEventListener("click", (event) => {
  const button = event.target.closest("[data-weeks]");
  if (button) move(button.closest(".bar__moves").previousElementSibling, Number(button.dataset.weeks));
});

room.addEventListener("pointerover", ({ target }) => { // a narrow bar is read as a whole
  const bar = target.closest(".bar[data-event]");
  if (bar) bar.title ||= [...bar.querySelectorAll(".bar__label, .bar__more > *")].map((part) => part.textContent.trim()).join(" · ");
});

room.addEventListener("dragstart", (event) => event.preventDefault()); // a link would be dragged as such

room.addEventListener("pointerdown", (event) => {
  const bar = barOf(event.target);
  if (!bar || event.button) return;
  drag = { bar, from: event.clientX, by: 0, pointer: event.pointerId };
});

room.addEventListener("pointermove", (event) => {
  if (!drag || event.pointerId !== drag.pointer) return;
  drag.by = event.clientX - drag.from;
  if (Math.abs(drag.by) < STILL_PX && !drag.isMoving) return;
  if (!drag.isMoving) drag.bar.setPointerCapture(drag.pointer);
  drag.isMoving = true;
  show(drag.bar, Math.round(drag.by / weekPx(drag.bar)));
});

room.addEventListener("pointerup", ({ pointerId }) => {
  if (!drag || pointerId !== drag.pointer) return;
  const { bar, by, isMoving } = drag;
  drag = null;
  if (!isMoving) return;
  bar.addEventListener("click", (event) => event.preventDefault(), { once: true }); // that the drag ends with
  move(bar, Math.round(by / weekPx(bar)));
});

room.addEventListener("pointercancel", () => {
  if (drag) show(drag.bar, 0);
  drag = null;
});

undo.addEventListener("click", async () => {
  const { id, days, version } = lastMove;
  undo.hidden = true;
  await send({ id, version, days: -days }, words.wordsBack);
});

/** How far a bar would go, before it is sent. */
function show(bar, weeks) {
  bar.classList.toggle("is-moving", weeks !== 0);
  bar.style.transform = weeks ? `translateX(${weeks * weekPx(bar)}px)` : "";
  if (!weeks) return;
  const told = weeks > 0 ? words.wordsLater : words.wordsEarlier;
  say(told.replace("{weeks}", Math.abs(weeks)));
}

function push(bar, weeks) {
  const together = (waiting.get(bar) ?? 0) + weeks;
  waiting.set(bar, together);
  show(bar, together);
  clearTimeout(pause);
  pause = setTimeout(sendWaiting, PAUSE_MS);
}

async function sendWaiting() {
  const all = [...waiting];
  waiting.clear();
  for (const [bar, weeks] of all) await move(bar, weeks);
}

/** One after another: the next move is of the version that the one before has made, and of its new bar. */
function move(work, weeks) {
  if (!weeks) return show(work, 0);
  turn = turn.then(() => moveNow(work.dataset.event, weeks));
  return turn;
}

async function moveNow(id, weeks) {
  const bar = room.querySelector(`.bar[data-event="${id}"][data-version]`);
  if (!bar) return;
  await send({ id, version: `"${bar.dataset.version}"`, days: weeks * WEEK }, words.wordsMoved, () => show(bar, 0));
}

async function send({ id, version, days }, told, onRefused = () => {}) {
  try {
    const answer = await writeOn(version, "POST", words.shift.replace("/0/", `/${id}/`), { days });
    lastMove = { id, days, version: answer.version };
    await lookAgain(id);
    say(told.replace("{when}", whenOf(id)));
    undo.hidden = told !== words.wordsMoved;
  } catch (error) {
    onRefused();
    if (error.status === 412) await lookAgain(id);
    say(toldOf(error), true);
  }
}

/** As the page has it: the server writes dates as all pages do. */
const whenOf = (id) => room.querySelector(`.bar[data-event="${id}"] .bar__when`)?.textContent ?? "";

/** The same page as it stands now; the keyboard stays where it was. */
async function lookAgain(id) {
  const isFocused = room.contains(document.activeElement);
  const inList = document.activeElement?.dataset?.weeks;
  const page = new DOMParser().parseFromString(await getHTML(window.location.href), "text/html");
  room.replaceChildren(...page.getElementById("programme").childNodes);
  if (!isFocused) return;
  const bar = `.bar[data-event="${id}"]`;
  const place = inList ? `${bar} + .bar__moves [data-weeks="${inList}"]` : bar;
  room.querySelector(place)?.focus();
}

function say(sentence, isWrong = false) {
  said.hidden = false;
  said.classList.toggle("notice--danger", isWrong);
  said.querySelector("span").textContent = sentence;
  undo.hidden = true;
}
