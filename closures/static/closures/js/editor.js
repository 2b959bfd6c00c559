/* The dispatcher's editor: what its parts tell each other. Stages hold places and times, the rest is the event's own. */

import { Calendar } from "./calendar.js";
import { missingIn } from "./checks.js";
import { Clashes } from "./clashes.js";
import { declared, fillEvent, kind, readEvent, showParts } from "./event_form.js";
import { FieldErrors } from "./field_errors.js";
import { fold, unfold } from "./fold.js";
import { countDown } from "./held.js";
import { addRow } from "./hours_form.js";
import { knowLanes, listenToLanes } from "./lanes_form.js";
import { addLimit } from "./limits_form.js";
import { mergedStages, newStages } from "./merge.js";
import { askMerge } from "./merge_dialog.js";
import { Moves } from "./moves.js";
import { Others } from "./others_map.js";
import { byId, filled, form, initial, words } from "./page.js";
import { mainButton, Pasted } from "./pasted.js";
import { fromAPI, toAPI } from "./phase_form.js";
import { PlacePicker } from "./place_picker.js";
import { Preview } from "./preview.js";
import { signInInPlace } from "./sign_in_dialog.js";
import { Stages } from "./stages.js";
import { Steps } from "./steps.js";
import { Times } from "./times.js";
import { WaysRound } from "./ways_round.js";
import { Unsaved } from "./unsaved.js";

/** A stage's field of the merge → the fields of the form's stage. */
const STAGE_FIELDS = {
  place: ["locations"],
  planned_start: ["planned_start", "given"],
  planned_end: ["planned_end", "given"],
  ended_at: ["ended_at"],
  ...Object.fromEntries(["name", "schedule", "vehicle_impact", "vehicle_classes", "exemptions", "restrictions", "lanes"].map((name) => [name, [name]])),
};

class Editor {
  constructor() {
    const onChanged = () => this.askAnew();
    const values = () => this.values();
    const isLacking = (entered) => Object.keys(this.missing(entered)).length > 0;
    this.stages = new Stages({ onShown: () => this.showStage(), onChanged });
    this.errors = new FieldErrors({ stages: this.stages });
    this.times = new Times(byId("time"), { onSet: onChanged, openEnd: words.wordsOpenEnd });
    this.calendar = new Calendar({ onChanged });
    this.place = new PlacePicker({ stages: this.stages, errors: this.errors, onTaken: onChanged, onLanes: knowLanes });
    this.moves = new Moves({
      id: initial?.id ?? null, version: words.version || null, proposal: initial?.proposal ?? "", values, settled: () => this.place.settled(), isLacking: () => this.isLacking(), merge: (error) => this.merge(error),
      onSaved: (event) => this.keep(event), onLeave: () => this.unsaved.leave(), errors: this.errors,
    });
    new Steps({ moves: this.moves });
    const entered = { values: () => this.previewValues(), isLacking };
    this.preview = new Preview(entered);
    this.clashes = new Clashes({ map: this.place.map.map, ...entered });
    this.ways = new WaysRound({ map: this.place.map.map, ...entered, onTaken: () => { onChanged(); unfold(); } });
    this.others = new Others({ map: this.place.map.map, own: () => this.moves.id, sketches: (point) => this.place.map.sketches(point) });
    fillEvent(filled);
    this.connect(onChanged);
    this.showKind();
    this.stages.show(0);
    fold();
    form.querySelector(".editor__form").inert = false;
    this.place.map.look();
    this.base = initial ? this.values() : null;
    if (!initial) this.takeNotice(); // what a draft fills is kept with its notice: who leaves loses nothing
    this.unsaved = new Unsaved(() => [this.values(), this.stages.typed]);
    if (initial) this.takeNotice();
    if (["draft", "in-review"].includes(initial?.state)) this.preview.load(); // of a change there is nothing to tell yet
    if (initial && !words.isOver) this.lookAround();
  }

  /** What a saved event clashes with, and its ways round. */
  lookAround() {
    this.clashes.load();
    this.ways.askAnew({ isUrgent: true });
  }

  /** What follows from the form: the post, the days, and what it clashes with. */
  askAnew() {
    this.calendar.ask();
    if (this.pasted?.isOffered) this.preview.tellLater();
    else this.preview.ask();
    this.clashes.put();
    this.ways.askAnew();
    this.pasted?.show();
    if (words.publishesUnchanged) this.showWhoPublishes();
  }

  /** An approver who has changed what is in review publishes it no more. */
  showWhoPublishes() {
    const isEdited = this.unsaved?.isThere ?? false;
    byId("edited").hidden = !isEdited;
    for (const button of form.querySelectorAll("[data-do=publish], [data-ask=schedule]")) button.hidden = isEdited;
  }

  takeNotice() {
    this.pasted = Pasted.open({ stages: this.stages, place: this.place, showKind: () => this.showKind() });
    if (!this.pasted) return;
    this.askAnew();
    if (!initial && document.activeElement === document.body) this.pasted.leadOn(); // a hand that was quicker keeps its place: its Enter is not for another button
  }

  connect(onChanged) {
    signInInPlace();
    countDown();
    byId("add-hours").addEventListener("click", () => addRow().querySelector("input").focus());
    listenToLanes();
    byId("add-limit").addEventListener("click", () => addLimit().querySelector("select").focus());
    form.addEventListener("input", onChanged);
    form.addEventListener("change", ({ target }) => {
      if (target.name === "kind") this.takeKind();
      onChanged();
    });
    byId("further").addEventListener("click", ({ target }) => Object.assign(target, { ariaExpanded: "true" })); // on a narrow screen: what is seldom wanted
    form.addEventListener("keydown", (event) => this.onKey(event));
    form.addEventListener("submit", (event) => event.preventDefault());
  }

  /** Ctrl+Enter presses the first button, whatever filled the form. */
  onKey(event) {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    mainButton()?.click();
  }

  takeKind() {
    this.place.takeKind();
    this.showKind();
  }

  showKind() {
    showParts();
    this.place.showKind();
  }

  showStage() {
    this.times.say();
    this.calendar?.ask();
    this.place?.show();
    this.errors?.show();
    unfold();
  }

  values() {
    const values = { phases: this.stages.values(), ...readEvent() };
    if (declared().isAtSignal) {
      values.signal = this.place.signal;
      values.phases = values.phases.map(withoutPlace);
    }
    return this.moves.id ? values : { ...values, kind: kind() };
  }

  previewValues() {
    const { id } = this.moves;
    return { ...this.values(), kind: kind(), ...(id ? { event: id } : {}) };
  }

  missing() {
    const found = missingIn({ isSignal: declared().isAtSignal, signal: this.place.signal, phases: this.stages.phases }, words);
    return Object.keys(found).length ? found : this.pasted?.missing() ?? {};
  }

  /** Says what is missing, beside each field; nothing is sent then. */
  isLacking() {
    const found = this.missing(this.values());
    const isLacking = Object.keys(found).length > 0;
    if (isLacking) this.errors.put(found);
    return isLacking;
  }

  /** What is written is what the next change starts from; new stages have their ids now. */
  keep(event) {
    this.stages.name(event.phases);
    this.base = this.values();
    this.unsaved.keep();
  }

  /** What was entered here is there already: the answer was lost, and somebody has changed it since. */
  take(event) {
    this.moves.enter(event);
    this.stages.name(event.phases);
    this.base = this.values();
  }

  /** Another version stands: what is to be taken of it goes into the form. */
  async merge({ fields: { detail, event }, version }) {
    if (!this.moves.id) this.take(event);
    const theirs = event.phases.map(fromAPI);
    const isMine = await askMerge(detail, { base: this.base, mine: this.values(), theirs: this.valuesOf(event, theirs) });
    if (!isMine) return false;
    const mine = this.values();
    const added = newStages(this.base.phases, this.stages.phases, theirs, toAPI);
    fillEvent(event);
    this.base = this.valuesOf(event, theirs);
    this.takeSignal(event, mine, isMine);
    this.stages.replace(mergedStages(this.stages.phases, theirs, isMine, STAGE_FIELDS, added));
    fillEvent({ ...event, ...Object.fromEntries(Object.entries(mine).filter(([name]) => name !== "phases" && isMine(name))) });
    unfold();
    Object.assign(this.moves, { version, proposal: event.proposal });
    return true;
  }

  takeSignal(event, mine, isMine) {
    if (declared().isAtSignal && !isMine("signal")) this.place.takeSignalOf(event);
  }

  /** An event of the API in the shape in which this form sends one. */
  valuesOf(event, phases) {
    const sent = Object.keys(this.values()).filter((name) => name in event && name !== "phases");
    const stages = phases.map(toAPI);
    return { phases: declared().isAtSignal ? stages.map(withoutPlace) : stages, ...Object.fromEntries(sent.map((name) => [name, event[name]])) };
  }
}

/** The signal says where. */
function withoutPlace({ geometry, places, locations, direction, toward, ...stage }) {
  return stage;
}

new Editor();
