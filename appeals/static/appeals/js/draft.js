/* What was typed outlives a lost connection or a page closed by the phone; only in this tab, only until it is sent. */

const KEY = "appeal-draft";
const PLACE = ["place_text", "lon", "lat", "accuracy_m", "found_for", "end_lon", "end_lat"];
const FIELDS = ["draft_key", "category", "text", ...PLACE];
const QUESTION = "attribute[";

export function keepDraft(form) {
  const told = new FormData(form);
  const kept = Object.fromEntries(FIELDS.map((name) => [name, told.get(name) ?? ""]));
  kept.answers = [...told].filter(([name]) => name.startsWith(QUESTION)); // of the chosen category only
  kept.address = window.location.search;
  try {
    sessionStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // A browser without storage sends messages all the same.
  }
}

/** Fills in what was typed before; gives the answers to the category's questions, null where nothing was typed. What the page's address puts
    into the form gives way only to what was typed at this very address, and what was typed before this script ran to nothing. */
export function restoreDraft(form) {
  const kept = readDraft();
  if (!kept) return null;
  const isSame = window.location.search !== "" && kept.address === window.location.search;
  const isElsewhere = !isSame && form.elements.lon.value !== "";
  for (const name of FIELDS) {
    const field = form.elements[name];
    if (!kept[name] || (isElsewhere && PLACE.includes(name))) continue;
    if (name === "draft_key" || ((isSame || !field.value) && !isTouched(field))) field.value = kept[name];
  }
  return kept.answers ?? [];
}

function isTouched(field) {
  const boxes = field instanceof RadioNodeList ? [...field] : [field];
  return boxes.some((box) => (box.type === "radio" ? box.checked !== box.defaultChecked : box.value !== box.defaultValue));
}

export function dropDraft() {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // Nothing was kept.
  }
}

function readDraft() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? "null");
  } catch {
    return null;
  }
}
