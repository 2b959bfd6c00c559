/* What a place is, by its words (docs/places.md): for the line that says it, and for the picker's fields, so that one that was
   saved earlier is shown as what was chosen then. */

import { getJSON } from "../../roadmap/js/request.js";
import { addresses, words } from "./page.js";

const OF_STREETS = ["street", "between", "crossing", "range_of_houses", "address"];

export const isLine = (geometry) => geometry?.type.endsWith("LineString") ?? false;

/** The form of a place: a key of docs/places.md, “part” of a street, or “drawn”; “unknown” until a street was looked at. */
export function formOf({ geometry, places, drawn, picked, isSeen }) {
  if (!geometry) return "street";
  if (drawn || places?.length !== 1 || !(isLine(geometry) || geometry?.type === "Point")) return "drawn";
  const [{ type }] = places;
  if (type !== "street" || picked) return type;
  return isSeen ? "part" : "unknown";
}

const SAID = {
  street: "wordsWholeStreet", part: "wordsPartOfStreet", between: "wordsBetween", crossing: "wordsCrossing", address: "wordsHouse",
  range_of_houses: "wordsHouses", bridge: "wordsBridge", landmark: "wordsLandmark", drawn: "wordsDrawn",
};

/** «Отрезок», «Дом», «Нарисовано на карте»; empty where there is no place. */
export const formText = (location) => (location.geometry ? words[SAID[formOf(location)]] ?? "" : "");

/** How it was chosen, as far as its words alone tell; null where that was no street. Words run with the traffic, the ends with the line. */
export function pickedFromWords({ geometry, places, direction }) {
  const [place] = places ?? [];
  if (!isLine(geometry) || places.length !== 1 || !OF_STREETS.includes(place.type)) return null;
  const stretch = direction === "backward" ? [place.to, place.from] : [place.from, place.to];
  const ends = { between: stretch, range_of_houses: stretch, crossing: [place.with] }[place.type] ?? [];
  const [from, to] = [0, 1].map((number) => (ends[number] ? { id: null, name: ends[number] } : ""));
  return { road: { id: null, name: place.on }, crossings: [], from, to };
}

/** The same with the street's number and its crossings, to go on from; null where that street is no more, or only a part of it is meant. */
export async function pickedOnNetwork(location) {
  const picked = pickedFromWords(location);
  const road = picked && (await roadNamed(picked.road.name));
  if (!road || (location.places[0].type === "street" && !(await isWhole(location, road)))) return null;
  const { results } = await getJSON(addresses.junctions.replace("/0/", `/${road.id}/`));
  const [from, to] = ["from", "to"].map((end) => picked[end] && (crossingWith(picked[end].name, results) ?? picked[end]));
  return { road, crossings: results, from, to };
}

export async function roadNamed(name) {
  const { results } = await getJSON(`${addresses.roads}?q=${encodeURIComponent(name)}`);
  const found = results.find((road) => road.name === name);
  return found && { id: found.id, name };
}

export function crossingWith(name, crossings) {
  const found = crossings.find(({ roads }) => roads.includes(name));
  return found && { id: found.id, name, at_m: found.at_m, point: found.point };
}

async function isWhole({ geometry, direction }, road) {
  const whole = await getJSON(`${addresses.stretch}?${new URLSearchParams({ road: road.id, direction })}`);
  return JSON.stringify(whole.geometry) === JSON.stringify(geometry);
}
