/* What was typed outlives a lost connection or a page closed by the phone; only in this tab, only until it is sent. */

const KEY = "appeal-draft";
const FIELDS = ["category", "place_text", "text", "lon", "lat", "accuracy_m", "found_for", "end_lon", "end_lat", "draft_key"];
const QUESTION = "attribute[";

export function keepDraft(form) {
  const told = new FormData(form);
  const kept = Object.fromEntries(FIELDS.map((name) => [name, told.get(name) ?? ""]));
  kept.answers = [...told].filter(([name]) => name.startsWith(QUESTION)); // of the chosen category only
  try {
    sessionStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // A browser without storage sends messages all the same.
  }
}

/** Fills in what was typed before; gives the answers to the category's questions, null where nothing was typed. */
export function restoreDraft(form) {
  const kept = readDraft();
  if (!kept) return null;
  for (const name of FIELDS) {
    const field = form.elements[name];
    if (!field || !kept[name]) continue;
    if (field instanceof RadioNodeList || name === "category" || !field.value || name === "draft_key") field.value = kept[name];
  }
  return kept.answers ?? [];
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
