/* The verbs of the event: save, publish, cancel, and those that ask for their moment. */

import { patch, post } from "../../roadmap/js/request.js";
import { MomentDialog } from "./moment_dialog.js";
import { addresses, byId, form, words } from "./page.js";

export class Moves {
  /** `values()` is what the form says; `isLacking()` says what is missing, and nothing is sent then. */
  constructor({ id, values, isLacking, errors }) {
    Object.assign(this, { id, values, isLacking, errors });
    for (const button of form.querySelectorAll("[data-do]")) button.addEventListener("click", () => this.do(button.dataset.do));
    for (const button of form.querySelectorAll("[data-ask]")) this.askWith(button);
  }

  /** A verb that asks for its moment. */
  askWith(button) {
    const verb = button.dataset.ask;
    const send = async (values) => this.leave(await post(`${addresses.events}${this.id}/${verb}/`, values));
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
    const event = await this.errors.try(move ?? (() => post(`${addresses.events}${this.id}/${what}/`, {})));
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
    if (this.id) return patch(`${addresses.events}${this.id}/`, values);
    const event = await post(addresses.events, values);
    this.id = event.id; // saved: should publishing fail, the next try changes this draft
    return event;
  }

  async publish() {
    const event = await this.save();
    return post(`${addresses.events}${event.id}/publish/`, {});
  }
}
