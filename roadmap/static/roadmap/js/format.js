/* Moments and counts in the reader's language, by the city's clock. Words come from the page. */

const language = document.documentElement.lang || "ru";
const dated = language === "en" ? "en-GB" : language; // “22 November”, as the server has it
const zone = document.body.dataset.zone || "UTC";
const MINUTE_MS = 60000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const dayFormat = new Intl.DateTimeFormat(dated, { timeZone: zone, day: "numeric", month: "long" });
const clockFormat = new Intl.DateTimeFormat(dated, { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const plainDayFormat = new Intl.DateTimeFormat("sv", { timeZone: zone, dateStyle: "short" });
const plainFormat = new Intl.DateTimeFormat("sv", { timeZone: zone, dateStyle: "short", timeStyle: "short" });
const plurals = new Intl.PluralRules(language);

export const dayText = (date) => dayFormat.format(date);
export const clockText = (date) => clockFormat.format(date);
export const momentText = (date) => `${dayFormat.format(date)}, ${clockFormat.format(date)}`;

/** “2026-07-14T22:00” by the city's clock, as datetime-local inputs and the API take it. */
export const localMoment = (date) => plainFormat.format(date).replace(" ", "T");

/** “2026-07-14” of the city's clock, so many days later. */
export function localDay(date, daysLater = 0) {
  const day = new Date(`${plainDayFormat.format(date)}T12:00:00Z`);
  day.setUTCDate(day.getUTCDate() + daysLater);
  return day.toISOString().slice(0, 10);
}

/** A wall-clock text of an input in words, “Sun, 22 November, 04:00”: a month cannot be taken for a day. */
export function wallText(text) {
  if (!text) return "";
  const moment = new Date(`${text}:00Z`);
  if (Number.isNaN(moment.getTime())) return "";
  const day = { timeZone: "UTC", weekday: "short", day: "numeric", month: "long" };
  if (text.slice(0, 4) !== localDay(new Date()).slice(0, 4)) day.year = "numeric";
  return `${new Intl.DateTimeFormat(dated, day).format(moment)}, ${text.slice(11, 16)}`;
}

/** A wall-clock text in full, “Tuesday, 8 December, 22:00”. */
export function wallLong(text) {
  const day = { timeZone: "UTC", weekday: "long", day: "numeric", month: "long" };
  return `${new Intl.DateTimeFormat(dated, day).format(new Date(`${text}:00Z`))}, ${text.slice(11, 16)}`;
}

/** A wall-clock text, so many hours later. */
export function wallLater(text, hours) {
  return new Date(new Date(`${text}:00Z`).getTime() + hours * HOUR_MS).toISOString().slice(0, 16);
}

/** The moment that a wall-clock text of the city means; asked twice, since the clock may be set in between. */
export function instantOf(text) {
  const wall = new Date(`${text}:00Z`);
  const ahead = (date) => new Date(`${localMoment(date)}:00Z`) - date;
  return new Date(wall - ahead(new Date(wall - ahead(wall))));
}

/** Of the city's calendar; Monday is 0. */
export function weekdayOf(date) {
  return (new Date(`${localDay(date)}T12:00:00Z`).getUTCDay() + 6) % 7;
}

/** `forms` holds a phrase with %s for each plural category of the language: { one, few, many, other }. */
export function plural(count, forms) {
  return (forms[plurals.select(count)] ?? forms.other).replace("%s", count);
}

/** How long until then, rounded as roadmap/moments.py does: `forms` = { day: {…}, hour: "%s h", minute: "%s min" }. */
export function spanText(until, now, forms) {
  const span = until - now;
  if (span < DAY_MS - MINUTE_MS / 2) {
    const minutes = Math.max(1, Math.round(span / MINUTE_MS));
    return joined(some(Math.floor(minutes / 60), forms.hour), some(minutes % 60, forms.minute));
  }
  if (span < 7 * DAY_MS - HOUR_MS / 2) {
    const hours = Math.round(span / HOUR_MS);
    return joined(plural(Math.floor(hours / 24), forms.day), some(hours % 24, forms.hour));
  }
  return plural(Math.round(span / DAY_MS), forms.day);
}

const some = (count, phrase) => (count ? phrase.replace("%s", count) : "");
const joined = (...parts) => parts.filter(Boolean).join(" ");
