/* The verbs of the event: save, publish, cancel, and those that ask for their moment. Where the answer is a question
   (another version stands; something is unusual; it clashes with others) it is put to the dispatcher, and what was wanted goes on. */

import { writeOn } from "../../roadmap/js/request.js";
import { MomentDialog } from "./moment_dialog.js";
import { askClashes } from "./clash_dialog.js";
import { addresses, byId, form, words } from "./page.js";
import { fromNotice } from "./pasted.js";
import { askUnusual } from "./unusual_dialog.js";

const SAID = "said-after-leaving";

/** A step is about what stands on the page: of something else by now it says so and leads there, and nothing is merged. */
function unread(error) {
  if (error.status === 412) {
    for (const button of document.querySelectorAll("[data-read-anew]")) button.hidden = false;
    Object.assign(error, { status: 409, fields: { other: [error.fields.detail] } });
  }
  throw error;
}

export class Moves {
  /** `version` is the one that was read, `proposal` the own change that waits and is in the form; `values()` is what the form says; `settled()` waits for what was typed a moment ago; `isLacking()` says what is missing, and nothing is sent
      then; `merge(error)` asks what is to be taken of another version, false for nothing now. */
  constructor({ id, version, proposal, values, settled, isLacking, merge, onSaved, onLeave, errors }) {
    Object.assign(this, { id, version, proposal, values, settled, isLacking, merge, onSaved, onLeave, errors });
    this.forgetAnswers();
    for (const button of form.querySelectorAll("[data-do]")) button.addEventListener("click", () => this.do(button.dataset.do));
    for (const button of form.querySelectorAll("[data-ask]")) this.askWith(button);
    this.sayWhatWasDone();
  }

  /** A verb that asks for its moment. */
  askWith(button) {
    const verb = button.dataset.ask;
    const move = (values) => this.verb(verb, { ...values, ...this.answers() });
    const send = async (values) => {
      this.forgetAnswers();
      const event = await this.answeredAll(() => move(values));
      this.leave(event, this.told(verb, event));
    };
    const dialog = new MomentDialog(byId(`moment-${verb}`), { send });
    button.addEventListener("click", async () => {
      if (!("saves" in button.dataset) || (await this.saved())) dialog.open();
    });
  }

  /** What is in the form is what the verb is about. */
  async saved() {
    this.setBusy(true);
    const event = await this.tryOut("save", () => this.save());
    this.setBusy(false);
    return event;
  }

  /** The page of the event as it is now says what was done. */
  leave(event, told) {
    sessionStorage.setItem(SAID, told);
    this.onLeave();
    window.location.assign(addresses.page.replace("/0/", `/${event.id}/`));
  }

  sayWhatWasDone() {
    const told = sessionStorage.getItem(SAID);
    sessionStorage.removeItem(SAID);
    if (told) this.errors.say(told);
  }

  async do(what) {
    if (what === "cancel" && !window.confirm(words.wordsSureCancel)) return;
    const move = { publish: () => this.publish(), submit: () => this.submit(), save: () => this.save(), change: () => this.save() }[what];
    this.setBusy(true);
    const event = await this.tryOut(what, move);
    this.setBusy(false);
    if (event) this.leave(event, this.told(what, event));
  }

  /** What is said when it is done. */
  told(what, event) {
    if (event.is_proposed) return words.wordsProposed;
    return { publish: words.wordsPublished, submit: words.wordsSubmitted, schedule: words.wordsScheduled, change: this.toldOfChange(event), reopen: words.wordsReopened }[what] ?? words.wordsSaved;
  }

  /** A version that stood before is nobody's news. */
  toldOfChange(event) {
    if (event.version === this.versionBefore) return words.wordsUnchanged;
    return event.is_posted ? words.wordsChanged : words.wordsToldTheSame;
  }

  async tryOut(what, move) {
    if (move) await this.settled();
    if (move && this.isLacking()) return null;
    this.forgetAnswers();
    return this.errors.try(() => this.answeredAll(move ?? (() => this.verb(what))));
  }

  setBusy(isBusy) {
    for (const button of form.querySelectorAll("[data-do]")) button.disabled = isBusy;
  }

  /** Until nothing is asked back, or the answer is no. */
  async answeredAll(work) {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!(await this.answered(error))) throw error;
      }
    }
  }

  async answered(error) {
    if (error.status === 412) return this.merge(error);
    const { unusual, clashes } = error.fields ?? {};
    if (clashes) return this.answeredClashes(error, clashes);
    if (!unusual) return false;
    if (!(await askUnusual(unusual))) {
      error.fields = { other: unusual.map(({ text }) => text) }; // the codes are for the server
      return false;
    }
    for (const { code } of unusual) this.confirmed.add(code);
    return true;
  }

  async answeredClashes(error, clashes) {
    this.clashReason = await askClashes(clashes);
    if (!this.clashReason) error.fields = { other: clashes.map(({ text }) => text) };
    return Boolean(this.clashReason);
  }

  /** What was answered holds for one try. */
  forgetAnswers() {
    Object.assign(this, { confirmed: new Set(), clashReason: "" });
  }

  answers() {
    return { confirmed: [...this.confirmed], clash_reason: this.clashReason };
  }

  async save() {
    const values = { ...this.values(), ...this.answers() };
    const isNew = !this.id;
    this.versionBefore = Number(this.version?.replaceAll('"', ""));
    const event = isNew ? await this.write("POST", "", { ...values, entry_key: words.entryKey }) : await this.write("PATCH", `${this.id}/`, { ...values, proposal: this.proposal });
    if (isNew) this.enter(event);
    this.proposal = event.proposal;
    this.onSaved(event);
    return event;
  }

  /** Saved: this is its page from now on, and whatever is tried next is about this event. */
  enter({ id }) {
    this.id = id;
    window.history.replaceState(null, "", addresses.page.replace("/0/", `/${id}/`));
    for (const input of form.querySelectorAll("[name=kind]")) input.disabled = true;
    for (const button of form.querySelectorAll("[data-once-saved]")) button.hidden = false;
  }

  /** A refusal leaves the draft, and says so. */
  async publish() {
    const { status } = await this.save();
    if (status === "published") return { id: this.id }; // the answer to the try before was lost
    try {
      return await this.verb("publish", this.answers());
    } catch (error) {
      error.lead = words.wordsOnlySaved;
      throw error;
    }
  }

  /** What is in the form is what is looked at. */
  async submit() {
    const { status } = await this.save();
    return status === "in-review" ? { id: this.id } : this.verb("submit");
  }

  /** A step that needs nothing of the form. */
  async step(name, values, said) {
    this.forgetAnswers();
    const take = () => this.verb(name, this.clashReason ? { ...values, clash_reason: this.clashReason } : values);
    const event = await this.answeredAll(() => take().catch(unread));
    this.leave(event, said);
  }

  async tryStep(take) {
    this.setBusy(true);
    await this.errors.try(take);
    this.setBusy(false);
  }

  verb(name, values = {}) {
    return this.write("POST", `${this.id}/${name}/`, values);
  }

  async write(method, where, values) {
    const { told, version } = await writeOn(this.version, method, `${addresses.events}${where}`, { ...values, ...fromNotice(values) });
    this.version = version;
    return told;
  }
}
