/* The box for a notice: a text, one typed line or a file goes to the server, which keeps and reads it; the page that it answers
   is opened. What was typed stays in this tab until it was read, and what was read with this entry of the tab's history: who
   comes back finds it. */

import { post, toldOf } from "../../roadmap/js/request.js";

const TYPED = "notice-typed";
const box = document.getElementById("notice-box");
const text = document.getElementById("notice-text");
const file = document.getElementById("notice-file");
const button = document.getElementById("notice-read");
const words = box.dataset;

function say(told) {
  document.getElementById("notice-said").textContent = told;
}

function sayWrong(told) {
  const line = document.getElementById("notice-wrong");
  line.textContent = told;
  line.hidden = !told;
  text.closest(".field").classList.toggle("field--invalid", Boolean(told));
  text.ariaInvalid = told ? "true" : null;
}

/** Where the dispatcher goes on: one draft is opened in the form, an event that it surely speaks of with the difference, else all are shown. */
function pageOf({ drafts, page, speaks_of: speaksOf }) {
  const [one, ...more] = drafts;
  if (!one || more.length || one.entered.length) return page;
  if (speaksOf === "new") return one.page;
  return one.is_clear && one.earlier[0].verb ? one.earlier[0].page : page;
}

async function read(chosen) {
  if (!chosen && !text.value.trim()) {
    sayWrong(words.wordsEmpty);
    text.focus();
    return;
  }
  button.disabled = true;
  sayWrong("");
  say(words.wordsReading);
  try {
    const answer = await post(box.action, chosen ? withFile(chosen) : { text: text.value });
    sessionStorage.removeItem(TYPED);
    window.history.replaceState({ ...window.history.state, notice: text.value }, "");
    window.location.assign(pageOf(answer));
  } catch (error) {
    sayRefusal(error);
  } finally {
    say("");
    button.disabled = false;
    file.value = "";
  }
}

function withFile(chosen) {
  const form = new FormData();
  form.append("file", chosen);
  return form;
}

function sayRefusal(error) {
  const isSignedOut = error.status === 401 || error.status === 403;
  sayWrong(isSignedOut ? words.wordsSignedOut : toldOf(error));
  if (isSignedOut) document.getElementById("notice-wrong").append(" ", loginLink());
  text.focus();
}

function loginLink() {
  const link = document.createElement("a");
  link.href = `${words.login}?next=${encodeURIComponent(window.location.pathname)}`;
  link.textContent = "→";
  link.ariaLabel = words.wordsSignedOut;
  return link;
}

/** As tall as what is in it, up to a limit of the style. */
function fit() {
  text.rows = Math.min(12, Math.max(2, text.value.split("\n").length + Math.floor(text.value.length / 90)));
}

text.addEventListener("input", () => {
  sessionStorage.setItem(TYPED, text.value);
  fit();
});
text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    read();
  }
});
button.addEventListener("click", () => read());
file.addEventListener("change", () => file.files[0] && read(file.files[0]));
for (const kind of ["dragenter", "dragover"]) {
  box.addEventListener(kind, (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    box.classList.add("is-dropped");
  });
}
for (const kind of ["dragleave", "drop"]) box.addEventListener(kind, () => box.classList.remove("is-dropped"));
box.addEventListener("drop", (event) => {
  const [dropped] = event.dataTransfer?.files ?? [];
  if (!dropped) return;
  event.preventDefault();
  read(dropped);
});

text.value ||= sessionStorage.getItem(TYPED) ?? window.history.state?.notice ?? "";
fit();
