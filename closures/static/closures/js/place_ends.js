/* The ends of a stretch: what is offered for them, how they are told, and which of them are meant by a click. */

import { getJSON } from "../../roadmap/js/request.js";
import { addresses, words } from "./page.js";

/** What stands where no crossing is chosen. */
export function emptyEnd(id, form) {
  if (form === "crossing" && id === "to") return words.wordsCrossingOnly;
  return !["street", "between", "crossing"].includes(form) ? "—" : words.wordsWholeStreet.toLowerCase();
}

export const endsOf = ({ from, to }) => ({ from, to });

/** From the first to the last of both; a click inside takes only its block. Ends that were not measured give way. */
export function stretched({ from, to }, found) {
  const [low, high] = [from?.at_m, to?.at_m].filter((at) => at !== undefined && at !== null).sort((one, other) => one - other);
  if (high === undefined) return endsOf(found);
  const isInside = low <= found.from.at_m && found.to.at_m <= high;
  const ends = [from, to, found.from, found.to].sort((one, other) => one.at_m - other.at_m);
  return isInside ? endsOf(found) : { from: ends[0], to: ends.at(-1) };
}

/** Where the ends of an open stretch can be taken hold of. */
export function handlesOf({ picked, geometry }) {
  const ends = geometry && picked?.from && picked?.to ? endsOf(picked) : {};
  return Object.fromEntries(Object.entries(ends).flatMap(([end, { id, point }]) => {
    const at = point ?? picked.crossings.find((each) => String(each.id) === String(id))?.point;
    return at ? [[end, at]] : [];
  }));
}

export const nearestOf = (ends, [lon, lat]) => ends.toSorted((one, other) => farness(one, lon, lat) - farness(other, lon, lat))[0];

/** Of places of one street from one point: a degree of longitude is shorter than one of latitude. */
const farness = ({ point: [x, y] }, lon, lat) => Math.hypot((x - lon) * Math.cos((lat * Math.PI) / 180), y - lat);

/** Every street of every crossing. */
export function entriesOf(picked) {
  const entries = (picked?.crossings ?? []).flatMap(({ id, at_m, point, roads }) => roads.map((road) => ({ id, road, at_m, point, name: road })));
  return toldApart(entries);
}

/** What is met twice is told by how far it is along this street; the name stays as it is. */
function toldApart(entries) {
  const isTwice = (name) => entries.filter((each) => each.name === name).length > 1;
  return entries.map((entry) => (isTwice(entry.name) ? { ...entry, beside: besideOf(entry) } : entry));
}

const besideOf = ({ at_m }) => words.wordsFromStart.replace("{metres}", Math.round(at_m));

/** Houses of the street by what was typed, and its own ends. */
export async function otherEnds(picked, text) {
  if (!picked?.road.id) return [];
  const { results } = await getJSON(`${addresses.ends}?${new URLSearchParams({ road: picked.road.id, q: text })}`);
  return toldApart(results.map((each) => ({ ...each, road: each.name })));
}

export const endText = (picked, end) => (picked?.[end] ? picked[end].name : "");

/** Which of several crossings with the same street it is; empty for the only one, and for a house. */
export function endBeside(picked, end) {
  const { id, name } = picked?.[end] || {};
  return entriesOf(picked).find((entry) => entry.id === id && entry.road === name)?.beside ?? "";
}
