/* What was typed outlives a lost connection or a page closed by the phone; only in this tab, only until it is sent. */

const KEY = "appeal-draft";
const FIELDS = ["category", "place_text", "text", "lon", "lat", "accuracy_m", "found_for", "end_lon", "end_lat", "draft_key"];

export function keepDraft(form) {
  const told = new FormData(form);
  const kept = Object.fromEntries(FIELDS.map((name) => [name, told.get(name) ?? ""]));
  try {
    sessionStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // A browser without storage sends messages all the same.
  }
}

/** Fills in what was typed before; says whether there was anything. */
export function restoreDraft(form) {
  const kept = readDraft();
  if (!kept) return false;
  for (const name of FIELDS) {
    const field = form.elements[name];
    if (!field || !kept[name]) continue;
    if (field instanceof RadioNodeList || name === "category" || !field.value || name === "draft_key") field.value = kept[name];
  }
  return true;
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
