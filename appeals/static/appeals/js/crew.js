/* The crew's list of the day: “fixed” goes off with photo and position, at once or when there is a connection. Photos go as the camera made them:
   what it noted in them is the proof. */

import { myPosition } from "../../roadmap/js/position.js";
import { post, toldOf } from "../../roadmap/js/request.js";
import { isWaiting, keepForLater, takeBack } from "./waiting.js";

const list = document.getElementById("crew");
const { dataset: words } = list;

class Stop {
  constructor(form) {
    this.form = form;
    this.said = form.querySelector("[data-said]");
    this.button = form.querySelector("button");
    this.url = new URL(form.action).pathname;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    this.lookBack(form.elements.by.value);
  }

  /** What became of it before this page was opened, anew or out of what the phone keeps. */
  async lookBack(by) {
    this.takenBack(await takeBack(this.url, by));
    if (await isWaiting(this.url, by)) this.done(words.wordsKept);
  }

  /** What was refused while nobody looked: its photos are in the form again. */
  takenBack(fields) {
    const photos = new DataTransfer();
    for (const [name, value] of fields) if (name === "photos") photos.items.add(value);
    if (photos.files.length) this.form.elements.photos.files = photos.files;
    if (fields.length) this.say(words.wordsAnew);
  }

  async send() {
    this.button.disabled = true; // one press is one key
    this.say(words.wordsSending);
    await this.stand();
    const body = new FormData(this.form);
    for (const name of ["lon", "lat", "accuracy_m"]) if (!body.get(name)) body.delete(name);
    const key = crypto.randomUUID();
    body.set("key", key);
    try {
      await post(this.url, body);
      this.done(words.wordsDone);
    } catch (error) {
      if (error.status === 0 && (await this.kept(body, key))) this.done(words.wordsKept);
      else this.again(toldOf(error));
    }
  }

  /** Where the phone is now, if it says so; the photo may tell it, too. */
  async stand() {
    const { lon, lat, accuracy_m: accuracy } = this.form.elements;
    try {
      const here = await myPosition();
      [lon.value, lat.value, accuracy.value] = [here.lon, here.lat, here.accuracyM];
    } catch {
      [lon.value, lat.value, accuracy.value] = ["", "", ""];
    }
  }

  kept(body, key) {
    const told = { sent: words.wordsSent, follow: words.wordsFollow, refused: words.wordsRefused, again: words.wordsAgain };
    Object.assign(told, { signIn: words.wordsSignIn, form: window.location.pathname });
    return keepForLater(this.url, body, { key, words: told, me: words.me });
  }

  done(text) {
    this.say(text);
    this.button.hidden = true;
    this.form.elements.photos.disabled = true;
  }

  again(text) {
    this.say(text);
    this.button.disabled = false;
  }

  say(text) {
    this.said.textContent = text;
    this.said.hidden = false;
  }
}

for (const form of list.querySelectorAll("form")) new Stop(form);

const fromHere = document.getElementById("from-here");
fromHere.hidden = false;
fromHere.addEventListener("click", async () => {
  try {
    const { lon, lat } = await myPosition();
    window.location.assign(`?lon=${lon.toFixed(5)}&lat=${lat.toFixed(5)}`);
  } catch {
    fromHere.textContent = fromHere.dataset.wordsFailed;
  }
});
