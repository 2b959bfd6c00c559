/* What is wrong, said beside its field. An error stays until the same is tried again: what was sent, or the place that was asked for. */

import { RequestError, toldOf } from "../../roadmap/js/request.js";
import { byId, form } from "./page.js";

const STAGE = /^phases\.(\d+)\.(?:locations\.(\d+)\.)?(.+)$/;

export class FieldErrors {
  /** `stages` is asked to open the one that is wrong. */
  constructor({ stages }) {
    Object.assign(this, { stages, tries: {} });
  }

  /** Runs, and shows what went wrong; null then. `what` is tried: an error of another try stays as it is. */
  async try(work, what = "sending") {
    this.clear(what);
    try {
      return await work();
    } catch (error) {
      this.put(fieldsOf(error), what, error.lead);
      return null;
    }
  }

  clear(what) {
    this.tries[what] = new Map();
    this.show();
  }

  /** `fields` in the API's shape; the first of the form is led to and said beside the buttons, after `lead`; each is read out. */
  put(fields, what = "sending", lead = "") {
    this.note(fields, what);
    const paths = [...this.tries[what].keys()];
    if (!paths.some((path) => this.nameHere(path))) this.turnTo(paths[0]);
    const lines = new Set(paths.filter((path) => this.nameHere(path)).map((path) => lineOf(this.nameHere(path))));
    const [first] = [...form.querySelectorAll("[data-error]")].filter((line) => lines.has(line));
    const told = `${lead} ${first.textContent}`.trim();
    const isBeside = first.id === "error-other"; // said there already
    if (isBeside) first.textContent = told;
    this.say(isBeside ? "" : told, true);
    leadTo(first);
  }

  /** Only said beside the field: whoever is there goes on. */
  note(fields, what) {
    this.tries[what] = new Map(pathsOf(fields));
    this.show();
  }

  say(text, isError = false) {
    byId("said").textContent = text;
    byId("said").classList.toggle("is-error", isError);
  }

  turnTo(path) {
    const [, stage, location] = path.match(STAGE) ?? [];
    if (stage !== undefined) this.stages.turnTo(Number(stage), location && Number(location));
  }

  /** All that is wrong, as far as it is about what the form shows now. */
  show() {
    const all = Object.values(this.tries).flatMap((paths) => [...paths]);
    const byLine = Map.groupBy(all.filter(([path]) => this.nameHere(path)), ([path]) => lineOf(this.nameHere(path)));
    for (const line of form.querySelectorAll("[data-error]")) showLine(line, [...new Set((byLine.get(line) ?? []).map(([, told]) => told))]);
    this.stages.markWrong(new Set(all.map(([path]) => path.match(STAGE)?.[1]).filter(Boolean).map(Number)));
    if (!all.length && byId("said").classList.contains("is-error")) this.say("");
  }

  /** “phases.1.planned_end” → “planned_end” while that stage is open; of a stage or a place that is not, nothing. */
  nameHere(path) {
    const [, stage, location, name] = path.match(STAGE) ?? [];
    if (name === undefined) return path;
    const isOpen = this.stages.isOpen(Number(stage), location && Number(location));
    return isOpen ? name : null;
  }
}

function fieldsOf(error) {
  const isOfFields = error instanceof RequestError && error.status === 400 && Object.keys(error.fields).length;
  return isOfFields ? error.fields : { other: [toldOf(error)] };
}

/** Errors of the API, nested as the request is → [“bus_routes.1”, sentence] one by one. */
function pathsOf(told, path = "") {
  if (typeof told === "string") return [[path || "other", numbered(path, told)]];
  if (Array.isArray(told) && told.every((each) => typeof each === "string")) return [[path || "other", numbered(path, told.join(" "))]];
  return Object.entries(told ?? {}).flatMap(([key, value]) => pathsOf(value, path ? `${path}.${key}` : key));
}

/** Of a list's entry its number comes first: “2: …”. */
function numbered(path, told) {
  const number = path.match(/\.(\d+)$/)?.[1];
  return number === undefined || /^phases\.\d+$/.test(path) ? told : `${Number(number) + 1}: ${told}`;
}

/** The line of the field, or of what the field is a part of; else the one for all that has none. */
function lineOf(path) {
  const lines = [...form.querySelectorAll("[data-error]")];
  const parts = (path ?? "").split(".");
  for (let length = parts.length; length > 0; length -= 1) {
    const name = parts.slice(0, length).join(".");
    const line = lines.find((each) => each.dataset.error.split(" ").includes(name));
    if (line && !line.closest("[data-part][hidden]")) return line;
  }
  return byId("error-other");
}

function showLine(line, told) {
  line.textContent = told.join(" ");
  line.hidden = told.length === 0;
  line.closest(".field")?.classList.toggle("field--invalid", told.length > 0);
  line.id ||= `error-${line.dataset.error.split(" ")[0].replaceAll(".", "-")}`;
  for (const control of controlsOf(line)) describe(control, line.id, told.length > 0);
}

/** For who cannot see the line. */
function describe(control, id, isWrong) {
  const ids = new Set((control.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
  if (isWrong) ids.add(id);
  else ids.delete(id);
  control.setAttribute("aria-describedby", [...ids].join(" "));
  control.ariaInvalid = isWrong ? "true" : null;
}

const CONTROLS = "input:not([type=hidden]), select, textarea";

/** All of a field, as the boxes of a list; of a group only the first that is seen. */
function controlsOf(line) {
  const field = line.closest(".field");
  if (field) return [...field.querySelectorAll(CONTROLS)];
  const seen = [...(line.closest("[data-error-box]")?.querySelectorAll(CONTROLS) ?? [])].filter((control) => control.offsetParent);
  return seen.slice(0, 1);
}

function leadTo(line) {
  for (let box = line.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
  const field = controlsOf(line).find((control) => control.offsetParent && !control.disabled);
  if (!field) line.tabIndex = -1; // nothing there can be filled in: the words themselves are led to
  (field ?? line).focus({ preventScroll: true });
  line.scrollIntoView({ block: "center" });
}
