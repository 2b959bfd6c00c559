/* The verbs of the event: save, publish, cancel, and those that ask for their moment. */

import { writeOn } from "../../roadmap/js/request.js";
import { MomentDialog } from "./moment_dialog.js";
import { addresses, byId, form, words } from "./page.js";

export class Moves {
  /** `version` is the one that was read; `values()` is what the form says; `isLacking()` says what is missing, and nothing is sent then. */
  constructor({ id, version, values, isLacking, errors }) {
    Object.assign(this, { id, version, values, isLacking, errors });
    for (const button of form.querySelectorAll("[data-do]")) button.addEventListener("click", () => this.do(button.dataset.do));
    for (const button of form.querySelectorAll("[data-ask]")) this.askWith(button);
  }

  /** A verb that asks for its moment. */
  askWith(button) {
    const verb = button.dataset.ask;
    const send = async (values) => this.leave(await this.verb(verb, values));
    const dialog = new MomentDialog(byId(`moment-${verb}`), { send });
    button.addEventListener("click", () => dialog.open());
  }

  leave(event) {
    window.location.assign(addresses.page.replace("/0/", `/${event.id}/`));
  }

  async do(what) {
    if (what === "cancel" && !window.confirm(words.wordsSureCancel)) return;
    const move = { publish: () => this.publish(), save: () => this.save(), change: () => this.save() }[what];
    if (move && this.isLacking()) return;
    this.setBusy(true);
    const event = await this.errors.try(move ?? (() => this.verb(what)));
    this.setBusy(false);
    if (!event) return;
    this.errors.say({ publish: words.wordsPublished, change: words.wordsChanged }[what] ?? words.wordsSaved);
    this.leave(event);
  }

  setBusy(isBusy) {
    for (const button of form.querySelectorAll("[data-do]")) button.disabled = isBusy;
  }

  async save() {
    const values = this.values();
    const event = this.id ? await this.write("PATCH", `${this.id}/`, values) : await this.write("POST", "", values);
    this.id = event.id; // saved: should publishing fail, the next try changes this draft
    return event;
  }

  async publish() {
    await this.save();
    return this.verb("publish");
  }

  verb(name, values = {}) {
    return this.write("POST", `${this.id}/${name}/`, values);
  }

  async write(method, where, values) {
    const { told, version } = await writeOn(this.version, method, `${addresses.events}${where}`, values);
    this.version = version;
    return told;
  }
}
