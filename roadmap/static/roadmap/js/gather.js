/* Signs seen from afar where they are too many for a screen: those of four cells stand as one. */

import { around } from "./map.js";

const MANY = 150; // more signs than that hide the map, and a phone moves them with effort
export const FEW = 12; // so many things a reader chooses among; of more the map comes nearer

/** `placed` are { layer, feature }, the gravest last, which leads; those without a cell stay as they are. */
export function gathered(placed) {
  if (placed.filter(({ feature }) => feature.cell).length <= MANY) return placed;
  const groups = grouped(placed, placeOf);
  const ofLeads = new Map([...groups.values()].map((members) => [members.at(-1), members]));
  return placed.filter((each) => ofLeads.has(each)).map((each) => together(ofLeads.get(each)));
}

const placeOf = ({ layer, feature: { cell, column, row, id } }) =>
  cell ? `${layer.source} ${column >> 1} ${row >> 1}` : `${layer.slug} ${id}`;

function together(members) {
  const lead = members.at(-1);
  if (members.length === 1) return lead;
  const features = members.map(({ feature }) => feature);
  const count = features.reduce((sum, feature) => sum + feature.count, 0);
  const ids = count > FEW ? [] : features.flatMap((feature) => feature.ids);
  return { ...lead, feature: { ...lead.feature, count, ids, cell: around(features.map(({ cell }) => cell)) } };
}

/** Key → all that have it, in their order. */
export function grouped(all, keyOf) {
  const groups = new Map();
  for (const each of all) {
    const key = keyOf(each);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(each);
  }
  return groups;
}
