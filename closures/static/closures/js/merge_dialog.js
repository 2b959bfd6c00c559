/* Somebody else changed the event meanwhile: who, when and what, field by field beside what was entered here. */

import { wallText } from "../../roadmap/js/format.js";
import { ask } from "./ask.js";
import { dayText } from "./hours_form.js";
import { differing } from "./merge.js";
import { byId, form, words } from "./page.js";
import { placesText } from "./places.js";

/** Answers with `isMine(path)`, null where nothing is to be merged now. `told` is what the server said. */
export async function askMerge(told, { base, mine, theirs }) {
  const rows = differing(base, mine, theirs);
  byId("merge-told").textContent = told;
  byId("merge-none").hidden = rows.length > 0;
  byId("merge-rows").replaceChildren(...rows.map(row));
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
function row({ path, name, stage, mine, theirs, isMineNew, isTheirsNew }) {
  const made = byId("merge-row").content.cloneNode(true).firstElementChild;
  const number = stage === null ? "" : `${words.wordsPhase} ${stage + 1} · `;
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

function titleOf(name) {
  if (name === "stage") return words.wordsWholeStage;
  const box = form.querySelector(`[data-title-of~=${name}]`) ?? form.querySelector(`label[for=${name}]`);
  return box?.textContent.trim() ?? name;
}

/** A value as the form shows it. */
function textOf(name, value) {
  if (name === "stage") return value ? stageText(value) : words.wordsRemoved;
  if (name === "place") return placeText(value) || words.wordsNowhere;
  if (name === "schedule") return scheduleText(value) || "—";
  if (["planned_start", "planned_end"].includes(name)) return wallText(value?.slice(0, 16)) || words.wordsOpenEnd;
  if (name === "act_on") return value ? dayText(value) : "—";
  if (Array.isArray(value)) return value.map((each) => choiceText(name, each)).join(", ") || "—";
  return choiceText(name, value) || "—";
}

const stageText = (stage) => `${placeText(stage)} · ${wallText(stage.planned_start?.slice(0, 16))}`;

const placeText = ({ locations, places, geometry }) => (locations ? locations.map((each) => placesText(each.places)).join("; ") : placesText(places)) || (geometry ? words.wordsDrawn : "");

function scheduleText({ hours = [], except = [] } = {}) {
  const windows = hours.map(({ weekdays, start, end }) => `${(weekdays ?? []).map((day) => choiceText("weekday", day)).join(", ")} ${start}–${end}`.trim());
  return [...windows, except.length ? `${words.wordsExcept} ${except.map(dayText).join(", ")}` : ""].filter(Boolean).join("; ");
}

/** Of a list its option, of a box its label, else the value itself. */
function choiceText(name, value) {
  const option = form.querySelector(`select#${name} option[value="${CSS.escape(String(value))}"]`);
  const box = form.querySelector(`input[name=${name}][type=checkbox][value="${CSS.escape(String(value))}"]`);
  return (option ?? box?.closest("label"))?.textContent.trim() ?? String(value ?? "");
}
