/* The dispatcher's editor: what its parts tell each other. Stages hold places and times, the rest is the event's own. */

import { missingIn } from "./checks.js";
import { declared, fillEvent, kind, readEvent, showParts } from "./event_form.js";
import { FieldErrors } from "./field_errors.js";
import { Moves } from "./moves.js";
import { byId, form, initial, words } from "./page.js";
import { PlacePicker } from "./place_picker.js";
import { Preview } from "./preview.js";
import { Stages } from "./stages.js";
import { Times } from "./times.js";

class Editor {
  constructor() {
    const onChanged = () => this.preview.ask();
    const isLacking = (values) => Object.keys(this.missing(values)).length > 0;
    this.stages = new Stages({ onShown: () => this.showStage(), onChanged });
    this.errors = new FieldErrors({ stages: this.stages });
    this.times = new Times(byId("time"), { onSet: onChanged, openEnd: words.wordsOpenEnd });
    this.place = new PlacePicker({ stages: this.stages, errors: this.errors, onTaken: onChanged });
    this.moves = new Moves({ id: initial?.id ?? null, version: words.version || null, values: () => this.values(), isLacking: () => this.isLacking(), errors: this.errors });
    this.preview = new Preview({ values: () => this.previewValues(), isLacking, errors: this.errors });
    fillEvent();
    this.connect(onChanged);
    this.showKind();
    this.stages.show(0);
    this.place.map.look();
    if (["draft", "in-review"].includes(initial?.state)) this.preview.load(); // of a change there is nothing to tell yet
  }

  connect(onChanged) {
    form.addEventListener("input", onChanged);
    form.addEventListener("change", ({ target }) => {
      if (target.name === "kind") this.takeKind();
      showDirection();
      onChanged();
    });
    form.addEventListener("submit", (event) => event.preventDefault());
  }

  takeKind() {
    this.place.takeKind();
    this.showKind();
  }

  showKind() {
    showParts();
    this.place.showKind();
    this.errors.show({});
    if (!initial) byId("vehicle_impact").value = declared().impact;
  }

  showStage() {
    this.times.say();
    showDirection();
    this.place.show();
  }

  values() {
    const values = { phases: this.stages.values(), ...readEvent() };
    if (declared().isAtSignal) {
      values.signal = this.place.signal;
      for (const phase of values.phases) { // the signal says where
        delete phase.geometry;
        delete phase.places;
      }
    }
    return this.moves.id ? values : { ...values, kind: kind() };
  }

  previewValues() {
    const { id } = this.moves;
    return { ...this.values(), kind: kind(), ...(id ? { event: id } : {}) };
  }

  missing({ phases }) {
    return missingIn({ isSignal: declared().isAtSignal, signal: this.place.signal, phases }, words);
  }

  /** Says what is missing, beside each field; nothing is sent then. */
  isLacking() {
    const found = this.missing(this.values());
    const isLacking = Object.keys(found).length > 0;
    if (isLacking) this.errors.show(found, true);
    return isLacking;
  }
}

/** Words for one direction are asked for only where there is one. */
function showDirection() {
  byId("toward-box").hidden = byId("direction").value === "both";
}

new Editor();
