/* The form of /report/: pin, live answer, photos, sending. Without this script the same form works through the server. */

import { myPosition } from "../../roadmap/js/position.js";
import { isOutdated, post, postForHTML } from "../../roadmap/js/request.js";
import { askAbout } from "./category_questions.js";
import { dropDraft, keepDraft, restoreDraft } from "./draft.js";
import { placeOf } from "./exif.js";
import { PinMap } from "./pin.js";
import { Previews } from "./previews.js";
import { shrinkAll } from "./shrink.js";
import { keepForLater, takeBack } from "./waiting.js";

const PAUSE_MS = 400;
const LONGEST = 4000; // letters of a field, as its message may have

class Report {
  constructor(form) {
    this.form = form;
    this.place = document.getElementById("place");
    this.said = document.getElementById("position-said");
    this.failure = document.getElementById("failure");
    this.waiting = document.getElementById("waiting");
    this.send = document.getElementById("send");
    const answers = restoreDraft(form);
    form.querySelectorAll("[data-scripted]").forEach((part) => { part.hidden = false; });
    form.querySelectorAll("[data-plain]").forEach((part) => { part.hidden = !this.value("end_text"); });
    this.stretch = document.getElementById("stretch");
    this.photos = new Previews(document.getElementById("photos"), document.getElementById("previews"), {
      most: Number(form.dataset.mostPhotos),
      mostVideoBytes: Number(form.dataset.mostVideoBytes),
      onAdd: (files) => this.lookAt(files),
    });
    this.map = new PinMap(document.getElementById("report-map"), { onMove: (point) => this.pinned(point) });
    askAbout(form, this.value("category"));
    for (const [name, value] of answers ?? []) this.answer(name, value);
    form.querySelector("[name=category]:checked")?.closest("details")?.toggleAttribute("open", true);
    this.listen();
    if (this.value("lon")) this.show(Boolean(answers));
    else this.restoreRefused();
  }

  /** What was written without a connection and refused later stands in the form again, photos too. */
  async restoreRefused() {
    const fields = await takeBack(this.form.dataset.api);
    const photos = fields.filter(([name]) => name === "photos").map(([, file]) => file);
    for (const [name, value] of fields) {
      const field = this.form.elements[name];
      if (field?.type === "checkbox") field.checked = true;
      else if (field && name !== "photos" && name !== "draft_key" && !name.startsWith("attribute[")) field.value = value;
    }
    askAbout(this.form, this.value("category"));
    for (const [name, value] of fields) this.answer(name, value);
    if (photos.length) this.photos.add(photos);
    if (this.value("lon")) this.show(true);
  }

  /** To a question of the chosen category. */
  answer(name, value) {
    for (const field of this.form.querySelectorAll(`[data-questions]:enabled [name="${CSS.escape(name)}"]`)) {
      if (field.type !== "radio" && field.type !== "checkbox") field.value = value;
      else if (field.value === value) field.checked = true;
    }
  }

  listen() {
    this.form.addEventListener("submit", (event) => this.submit(event));
    this.form.addEventListener("input", () => keepDraft(this.form));
    this.form.addEventListener("change", ({ target }) => {
      this.tell(target.name, "");
      if (target.name === "category") this.categoryChosen();
      if (target.name === "place") this.choose(pointIn(target.value));
    });
    this.form.elements.text.addEventListener("input", () => this.changedSoon());
    this.form.elements.place_text.addEventListener("input", () => this.retyped());
    this.stretch.addEventListener("click", () => this.askEnd(this.stretch.ariaPressed !== "true"));
    document.getElementById("locate").addEventListener("click", () => this.locate());
  }

  categoryChosen() {
    askAbout(this.form, this.value("category"));
    keepDraft(this.form);
    this.changed();
  }

  value(name) {
    return this.form.elements[name]?.value ?? "";
  }

  show(isFresh) {
    const [lon, lat] = [Number(this.value("lon")), Number(this.value("lat"))];
    if (!Number.isFinite(lon) || !Number.isFinite(lat)) return;
    this.map.put(lon, lat, { near: true });
    document.getElementById("map-hint").hidden = true;
    if (isFresh) this.ask();
    else this.showTold();
  }

  /** What the server's words about the place say for the map. */
  showTold() {
    this.map.showSnapped(snappedOf(this.place));
    this.map.showStretch(JSON.parse(this.place.querySelector("[data-stretch]")?.dataset.stretch ?? "null"));
    this.map.showNear(JSON.parse(this.place.querySelector("#near")?.textContent ?? "[]"));
    this.stretch.hidden = !this.value("lon");
  }

  // Where

  /** `foundFor` are the words that the pin was found for, empty when a hand or the phone put it. */
  pinned({ lon, lat }, { accuracyM = "", foundFor = "" } = {}) {
    this.fill({ lon: lon.toFixed(6), lat: lat.toFixed(6), accuracy_m: accuracyM, found_for: foundFor });
    document.getElementById("map-hint").hidden = true;
    document.getElementById("found").replaceChildren();
    this.say("");
    for (const name of ["lon", "place_text"]) this.tell(name, "");
    this.doubt(false);
    keepDraft(this.form);
    this.ask();
  }

  /** Nothing is left of a pin that was found for other words. */
  unpin() {
    this.asked?.abort();
    this.fill({ lon: "", lat: "", accuracy_m: "", found_for: "" });
    this.askEnd(false);
    this.map.lift();
    this.stretch.hidden = true;
    this.place.replaceChildren();
    document.getElementById("map-hint").hidden = false;
    document.getElementById("found").replaceChildren();
    this.doubt(false);
    keepDraft(this.form);
  }

  fill(values) {
    for (const [name, value] of Object.entries(values)) this.form.elements[name].value = value;
  }

  retyped() {
    const foundFor = this.value("found_for");
    if (foundFor && foundFor !== this.value("place_text")) this.unpin();
    else this.changedSoon();
  }

  /** Whether there is to be another end: the next tap puts it. Without one nothing of a stretch is left. */
  askEnd(isStretch) {
    const { wordsTap, wordsOne, wordsMore } = this.stretch.dataset;
    this.stretch.ariaPressed = String(isStretch);
    this.stretch.textContent = isStretch ? wordsOne : wordsMore;
    this.map.askEnd(isStretch ? (end) => this.end(end) : null);
    if (isStretch) {
      this.say(wordsTap);
      return;
    }
    const had = this.value("end_lon");
    this.fill({ end_lon: "", end_lat: "", end_text: "" });
    if (had && this.value("lon")) this.ask();
  }

  end({ lon, lat }) {
    this.fill({ end_lon: lon.toFixed(6), end_lat: lat.toFixed(6) });
    this.say("");
    this.tell("end_lon", "");
    keepDraft(this.form);
    this.ask();
  }

  /** A photo that says where it was taken puts the pin, where there is none yet. */
  async lookAt(files) {
    for (const file of files) {
      if (this.value("lon")) return;
      const place = await placeOf(file).catch(() => null); // a file that cannot be read is said so when it is sent
      if (!place || this.value("lon")) continue;
      this.map.put(place.lon, place.lat, { near: true });
      this.pinned(place, { accuracyM: place.accuracyM ? Math.round(place.accuracyM) : "" });
      this.say(this.said.dataset.wordsPhoto);
    }
  }

  async locate() {
    if (!window.isSecureContext) {
      this.say(this.said.dataset.wordsInsecure);
      return;
    }
    this.say(this.said.dataset.wordsLooking);
    try {
      const { lon, lat, accuracyM } = await myPosition();
      this.map.put(lon, lat, { near: true });
      this.map.showAccuracy(lon, lat, accuracyM);
      this.pinned({ lon, lat }, { accuracyM: Math.round(accuracyM) });
    } catch (error) {
      this.say(error.code === 1 ? this.said.dataset.wordsRefused : this.said.dataset.wordsUnknown);
    }
  }

  async find() {
    this.unpin();
    const { results, said, is_sure: isSure } = await post(this.form.dataset.findUrl, new URLSearchParams({ q: this.value("place_text") }));
    if (isSure) this.choose(results[0]);
    else this.offer(results);
    this.say(results.length ? said : this.said.dataset.wordsNothing);
  }

  offer(results) {
    document.getElementById("found").replaceChildren(...results.map((found) => this.choice(found)));
    if (results.length === 1) this.map.look(results[0].lon, results[0].lat);
  }

  choice(found) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button button--small", textContent: found.title });
    button.addEventListener("click", () => this.choose(found));
    return button;
  }

  choose({ lon, lat }) {
    this.map.put(lon, lat, { near: true });
    this.map.element.scrollIntoView({ block: "nearest" });
    this.pinned({ lon, lat }, { foundFor: this.value("place_text") });
  }

  changedSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.changed(), PAUSE_MS);
  }

  changed() {
    if (this.value("lon")) this.ask();
  }

  /** Which street, who answers, by when, what is planned, who reported it: the server's words, asked anew. */
  async ask() {
    this.asked?.abort();
    this.asked = new AbortController();
    const names = ["lon", "lat", "end_lon", "end_lat", "accuracy_m", "category", "place_text", "found_for", "text"];
    const fields = names.map((name) => [name, this.value(name).slice(0, LONGEST)]);
    this.place.classList.add("is-loading");
    try {
      this.place.innerHTML = await postForHTML(this.form.dataset.placeUrl, fields, { signal: this.asked.signal });
      this.showTold();
      this.doubt(Boolean(this.place.querySelector("[data-house]")));
      this.place.classList.remove("is-loading");
    } catch (error) {
      if (isOutdated(error)) return;
      this.place.classList.remove("is-loading");
      this.place.textContent = error.message;
    }
  }

  say(words) {
    this.said.textContent = words;
  }

  // Sending

  get boxes() {
    return [...this.form.querySelectorAll("[data-error]")].filter((box) => !box.closest("fieldset:disabled"));
  }

  async submit(event) {
    event.preventDefault();
    const { submitter } = event;
    if (submitter?.name === "find" && (document.activeElement === submitter || document.activeElement?.name === "place_text")) {
      await this.find().catch((error) => this.say(error.message));
    } else if (submitter?.name === "pin") {
      this.choose(pointIn(submitter.value));
    } else if (submitter?.dataset.street) {
      this.fill({ place_text: submitter.dataset.street, found_for: "" });
      this.ask();
    } else if (this.isComplete()) {
      await this.deliver();
    }
  }

  isComplete() {
    const { wordsNoPin, wordsNoCategory, wordsNoConsent } = this.send.dataset;
    for (const box of this.boxes) this.tell(box.dataset.error, ""); // the server looks anew at what it refused
    this.tell("category", this.value("category") ? "" : wordsNoCategory);
    this.tell("place_text", this.value("lon") ? "" : wordsNoPin);
    this.tell("consent", this.form.elements.consent.checked ? "" : wordsNoConsent);
    return !this.goToError();
  }

  async deliver() {
    this.busy(this.send.dataset.wordsShrinking);
    const body = new FormData(this.form);
    for (const name of ["photos", "find", "pin", "place", "found_for", "end_text", "asked_about"]) body.delete(name);
    if (this.value("found_for")) body.set("confirmed", "true"); // chosen for these very words
    for (const name of ["accuracy_m", "end_lon", "end_lat", "email", "phone", "name"]) if (!body.get(name)) body.delete(name);
    for (const file of await shrinkAll(this.photos.files)) body.append("photos", file, file.name);
    this.busy(this.send.dataset.wordsSending);
    try {
      const { secret_url: secretURL } = await post(this.form.dataset.api, body);
      dropDraft();
      window.location.assign(`${secretURL}?done=sent`);
    } catch (error) {
      if (error.status === 0 && (await this.keptForLater(body))) this.waits();
      else this.refused(error);
    }
  }

  keptForLater(body) {
    const { wordsSent: sent, wordsFollow: follow, wordsRefused: refused, wordsAgain: again } = this.send.dataset;
    const words = { sent, follow, refused, again, form: window.location.pathname };
    return keepForLater(this.form.dataset.api, body, { key: crypto.randomUUID(), words });
  }

  /** The form is done with: what was written in it is the worker's now. */
  waits() {
    dropDraft();
    this.form.reset();
    this.photos.remove(null);
    this.unpin();
    dropDraft();
    this.busy("");
    this.waiting.hidden = false;
    this.waiting.focus({ preventScroll: true }); // the button goes away
    this.waiting.scrollIntoView({ block: "center" });
    this.send.hidden = true; // another message wants a form of its own: its key is taken
    document.addEventListener("news", ({ detail }) => this.heard(detail), { once: true });
  }

  /** What became of the message that waited. */
  heard({ text, url, name, isGood }) {
    const link = Object.assign(document.createElement("a"), { href: url, textContent: name });
    this.waiting.querySelector("p").replaceChildren(text, " ", link);
    this.waiting.classList.toggle("notice--success", isGood);
    this.waiting.classList.toggle("notice--warning", !isGood);
  }

  refused(error) {
    this.busy("");
    for (const box of this.boxes) {
      const told = error.fields?.[box.dataset.error];
      this.tell(box.dataset.error, told ? words(told) : "");
    }
    if (error.fields?.confirmed) this.doubt(true);
    if (this.goToError()) return;
    const isLost = error.status === 0;
    this.failure.textContent = isLost ? `${error.message} ${this.send.dataset.wordsKept}` : error.message;
    this.failure.hidden = false;
    this.failure.scrollIntoView({ block: "center" });
  }

  tell(name, text) {
    const box = this.boxes.find((each) => each.dataset.error === name);
    if (!box) return;
    box.textContent = text;
    box.hidden = !text;
    for (const control of this.form.querySelectorAll(`[aria-describedby="${box.id}"]`)) control.ariaInvalid = text ? "true" : null;
  }

  /** The place is asked about: a tick sends it as it is, and is of this place only. */
  doubt(isAsked) {
    document.getElementById("confirmed").hidden = !isAsked;
    if (!isAsked) this.form.elements.confirmed.checked = false;
  }

  /** Brings the first complaint into view; says whether there is one. */
  goToError() {
    const first = this.boxes.find((box) => !box.hidden);
    first?.closest("details")?.toggleAttribute("open", true);
    first?.closest(".field, fieldset").querySelector("input, textarea")?.focus({ preventScroll: true });
    first?.scrollIntoView({ block: "center" });
    return Boolean(first);
  }

  busy(text) {
    this.send.toggleAttribute("disabled", Boolean(text));
    this.idle ??= this.send.textContent;
    this.send.textContent = text || this.idle;
    if (text) this.failure.hidden = true;
  }
}

function snappedOf(place) {
  const told = place.querySelector("[data-snapped]")?.dataset.snapped;
  return told ? told.split(",").map(Number) : null;
}

function pointIn(text) {
  const [lon, lat] = text.split(",").map(Number);
  return { lon, lat };
}

const words = (told) => (typeof told === "string" ? told : Object.values(told).map(words).join(" "));

new Report(document.getElementById("report"));
