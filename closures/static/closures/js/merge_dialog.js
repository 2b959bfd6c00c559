/* The event was changed meanwhile, by somebody else or in another tab: who, when and what, field by field beside what was entered here. */

import { ask } from "./ask.js";
import { dayText } from "./hours_form.js";
import { differing } from "./merge.js";
import { byId, form, words } from "./page.js";
import { locationText } from "./places.js";

/** Answers with `isMine(path)`, null where nothing is to be merged now. `told` is what the server said. */
export async function askMerge(told, { base, mine, theirs }) {
  const rows = differing(base, mine, theirs);
  byId("merge-told").textContent = told;
  byId("merge-none").hidden = rows.length > 0;
  const isStaged = Math.max(mine.phases.length, theirs.phases.length) > 1;
  byId("merge-rows").replaceChildren(...rows.map((each) => row(each, isStaged)));
  for (const button of byId("merge").querySelectorAll("[data-all]")) {
    button.hidden = rows.length < 2;
    button.onclick = () => chooseAll(button.dataset.all);
  }
  if (!(await ask(byId("merge")))) return null;
  const chosen = new Set([...byId("merge-rows").querySelectorAll("input[value=mine]:checked")].map(({ name }) => name));
  const same = (path) => !rows.some((each) => each.path === path);
  return (path) => chosen.has(path) || same(path);
}

function chooseAll(side) {
  for (const radio of byId("merge-rows").querySelectorAll(`input[value=${side}]`)) radio.checked = true;
}

/** Proposed is what one side alone changed; where both did, what was entered here. */
function row({ path, name, stage, mine, theirs, isMineNew, isTheirsNew }, isStaged) {
  const made = byId("merge-row").content.cloneNode(true).firstElementChild;
  const number = stage === null || !isStaged ? "" : `${words.wordsPhase} ${stage + 1} · `;
  made.querySelector("legend").textContent = `${number}${titleOf(name)}`;
  made.querySelector("[data-both]").hidden = !(isMineNew && isTheirsNew);
  for (const [side, value] of [["mine", mine], ["theirs", theirs]]) {
    const radio = made.querySelector(`[value=${side}]`);
    radio.name = path;
    radio.checked = (side === "mine") === isMineNew;
    made.querySelector(`[data-${side}]`).textContent = textOf(name, value);
  }
  return made;
}

/** The field as the form names it, its group before it; a legend that is not shown for this kind is none. */
export function titleOf(name) {
  if (name === "stage") return words.wordsWholeStage;
  const box = form.querySelector(`[data-title-of~=${name}]`) ?? form.querySelector(`label[for=${name}]`);
  const group = box?.closest("fieldset")?.querySelector("legend:not([hidden])") ?? box?.closest("details")?.querySelector("summary");
  return [...new Set([group, box].map((each) => each?.textContent.trim()).filter(Boolean))].join(" · ") || name;
}

/** A value as the form shows it. */
function textOf(name, value) {
  if (name === "stage") return value ? stageText(value) : words.wordsRemoved;
  if (name === "place") return placeText(value) || words.wordsNowhere;
  if (name === "schedule") return scheduleText(value) || "—";
  if (name === "lanes") return (value ?? []).filter(({ status }) => status !== "open").map(laneText).join(", ") || "—";
  if (name === "restrictions") return (value ?? []).map(limitText).join(", ") || "—";
  if (["planned_start", "planned_end"].includes(name)) return momentText(value) || words.wordsOpenEnd;
  if (name === "detour_geometry") return value ? words.wordsLineOnMap : "—";
  if (name === "act_on") return value ? dayText(value) : "—";
  if (Array.isArray(value)) return value.map((each) => choiceText(name, each)).join(", ") || "—";
  return choiceText(name, value) || "—";
}

const stageText = (stage) => `${placeText(stage)} · ${momentText(stage.planned_start)}`;

/** “2026-12-05T08:00” → “05.12.2026, 08:00”; empty for none. */
const momentText = (moment) => (moment ? `${dayText(moment.slice(0, 10))}, ${moment.slice(11, 16)}` : "");

const placeText = ({ locations, ...place }) => (locations ?? [place]).map(oneText).filter(Boolean).join("; ");

/** Where, and which way it is shut where that is one. */
const oneText = (place) => [locationText(place), place.direction === "both" ? "" : choiceText("direction", place.direction ?? ""), place.toward].filter(Boolean).join(", ");

function scheduleText({ hours = [], except = [] } = {}) {
  const windows = hours.map(({ weekdays, start, end }) => `${(weekdays ?? []).map((day) => choiceText("weekday", day)).join(", ")} ${start}–${end}`.trim());
  return [...windows, except.length ? `${words.wordsExcept} ${except.map(dayText).join(", ")}` : ""].filter(Boolean).join("; ");
}

function laneText({ order, type, status }) {
  const { wordsLane, wordsShut, ...words } = byId("lanes-box").dataset;
  const name = { sidewalk: words.wordsSidewalk, "bike-lane": words.wordsBikeLane }[type] ?? `${wordsLane} ${order}`;
  return `${name}: ${status === "closed" ? wordsShut : status}`;
}

function limitText({ type, value, unit }) {
  const option = byId("limit-row").content.querySelector(`option[value="${CSS.escape(type)}"]`);
  const { unit: title, keptIn } = option?.dataset ?? {};
  return [option?.textContent ?? type, value, unit === keptIn ? title : unit].filter(Boolean).join(" ");
}

/** Of a list its option, of a box its label, else the value itself. */
function choiceText(name, value) {
  const option = form.querySelector(`select#${name} option[value="${CSS.escape(String(value))}"]`);
  const box = form.querySelector(`input[name=${name}][type=checkbox][value="${CSS.escape(String(value))}"]`);
  return (option ?? box?.closest("label"))?.textContent.trim() ?? String(value ?? "");
}
