/* The times that a reader asks for, as the API takes them. Those that have a name come from roadmap/presets.py: the page hands its table over. */

import { instantOf, localDay, localMoment, weekdayOf } from "./format.js";

/** The API's `at`, or `from` and `to`, all by the city's clock; nothing for all that is not over. `presets` is the page's table. */
export function timeOf(when, moment, presets, now = new Date()) {
  if (when === "now") return { at: localMoment(now) };
  if (when === "moment") return { at: moment || localMoment(now) };
  return when in presets ? windowOf(presets[when], now) : {};
}

/** As Preset.window has it: what began yesterday evening is asked for without the day that is over. */
function windowOf({ days, opens, closes }, now) {
  const clock = localMoment(now).slice(11);
  const at = (day, time) => `${localDay(now, day)}T${time}`;
  if (clock < closes && closes <= opens) return { from: at(0, "00:00"), to: at(0, closes) };
  const [first, last] = days[weekdayOf(now)];
  return { from: at(first, opens), to: at(last, closes) };
}

/** The moment that the answer speaks of; of a window the one that is nearest to the present. */
export function seenAt({ at, from }, now = new Date()) {
  if (at) return instantOf(at);
  return from ? new Date(Math.max(now, instantOf(from))) : now;
}
