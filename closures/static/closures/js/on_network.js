/* What the city's network has: streets and signals by their words, what lies under a drawing. */

import { boxText } from "../../roadmap/js/map.js";
import { getJSON, post } from "../../roadmap/js/request.js";
import { addresses } from "./page.js";

export const matched = ({ direction }, geometry) => post(addresses.match, { geometry, direction });

export async function crossingsOf({ id }) {
  return (await getJSON(addresses.junctions.replace("/0/", `/${id}/`))).results;
}

export async function roadsCalled(text, signal) {
  return (await getJSON(`${addresses.roads}?q=${encodeURIComponent(text)}`, { signal })).results;
}

export async function signalsCalled(text, signal) {
  const { features } = await getJSON(`${addresses.signals}?limit=12&q=${encodeURIComponent(text)}`, { signal });
  return features.map((one) => ({ id: one.id, name: one.properties.name, geometry: one.geometry }));
}

export async function signalsIn(box) {
  return (await getJSON(`${addresses.signals}?limit=500&bbox=${boxText(box)}`)).features;
}
