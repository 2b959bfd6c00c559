/* The days on which a stage holds by its hours, month by month; a day that is pressed is left out, or is one again. */

import { isOutdated, post } from "../../roadmap/js/request.js";
import { leaveOut, leftOut, readHours } from "./hours_form.js";
import { addresses, byId } from "./page.js";

const PAUSE_MS = 400;
const MONTHS_AT_ONCE = 3;
const DAY_MS = 86_400_000;

export class Calendar {
  #asking = null;
  #timer = 0;
  #months = MONTHS_AT_ONCE;
  #told = { days: new Map(), isAll: true };

  /** `onChanged()` hears that a day was left out, or is one again. */
  constructor({ onChanged }) {
    this.box = byId("calendar");
    this.onChanged = onChanged;
    this.box.addEventListener("click", ({ target }) => this.#onClick(target.closest("button")));
  }

  ask() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#load(), PAUSE_MS);
  }

  async #load() {
    this.#asking?.abort();
    const schedule = readHours({});
    const [planned_start, planned_end] = ["planned_start", "planned_end"].map((id) => byId(id).value || null);
    this.box.hidden = !planned_start || !schedule.hours?.length;
    if (this.box.hidden) return;
    this.#asking = new AbortController();
    try {
      this.#told = toldOf(await post(addresses.occurrences, { planned_start, planned_end, schedule }, { signal: this.#asking.signal }));
      this.#draw();
    } catch (error) {
      if (!isOutdated(error)) this.box.hidden = true; // what is wrong is said beside its field when it is sent
    }
  }

  #draw() {
    const days = new Set([...this.#told.days.keys(), ...leftOut()]);
    const months = [...new Set([...days].map((day) => day.slice(0, 7)))].sort();
    const shown = months.slice(0, this.#months).map((month) => this.#month(month));
    this.box.querySelector("[data-months]").replaceChildren(...shown);
    this.box.querySelector("[data-more]").hidden = months.length <= this.#months;
    this.box.querySelector("[data-count]").textContent = `${this.box.dataset.wordsCount} ${this.#told.days.size}${this.#told.isAll ? "" : "+"}`;
  }

  #month(month) {
    const made = document.createElement("table");
    made.className = "calendar__month";
    const first = new Date(`${month}-01T00:00Z`);
    const lead = (first.getUTCDay() + 6) % 7; // Monday first
    const count = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
    made.createCaption().textContent = nameOf(first, { month: "long", year: "numeric" });
    let row = made.insertRow();
    for (let place = 0; place < lead; place += 1) row.insertCell();
    for (let number = 1; number <= count; number += 1) {
      if (row.cells.length === 7) row = made.insertRow();
      this.#day(row.insertCell(), `${month}-${String(number).padStart(2, "0")}`, number);
    }
    return made;
  }

  #day(cell, day, number) {
    const windows = this.#told.days.get(day);
    const isLeftOut = leftOut().includes(day);
    if (!windows && !isLeftOut) {
      cell.textContent = number;
      return;
    }
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.day = day;
    button.textContent = number;
    button.ariaPressed = String(!isLeftOut);
    const hours = isLeftOut ? this.box.dataset.wordsLeftOut : windows.join(", ");
    button.title = hours;
    button.ariaLabel = `${nameOf(new Date(`${day}T00:00Z`), { day: "numeric", month: "long", weekday: "long" })}: ${hours}`;
    cell.append(button);
  }

  async #onClick(button) {
    if (!button) return;
    if (button.dataset.day) {
      leaveOut(button.dataset.day, button.ariaPressed === "true");
      this.onChanged();
      await this.#load();
      this.box.querySelector(`[data-day="${button.dataset.day}"]`)?.focus();
    } else {
      this.#months += MONTHS_AT_ONCE;
      this.#draw();
    }
  }
}

/** By the day on which each begins: “22:00–06:00”; what lasts longer than a day is there on each of its days. */
function toldOf({ results, is_all: isAll }) {
  const days = new Map();
  for (const { start, end } of results) {
    const hours = `${start.slice(11, 16)}–${end ? end.slice(11, 16) : ""}`;
    for (const day of daysOf(start, end)) days.set(day, [...(days.get(day) ?? []), hours]);
  }
  return { days, isAll };
}

/** The day of its start; of what joins several days without a break each of them but the last morning. */
function* daysOf(start, end) {
  const first = Date.parse(`${start.slice(0, 10)}T00:00Z`);
  const length = end ? Date.parse(end) - Date.parse(start) : DAY_MS;
  for (let number = 0; number === 0 || number * DAY_MS < length - DAY_MS / 2; number += 1) yield new Date(first + number * DAY_MS).toISOString().slice(0, 10);
}

const nameOf = (date, parts) => new Intl.DateTimeFormat(document.documentElement.lang, { ...parts, timeZone: "UTC" }).format(date);
