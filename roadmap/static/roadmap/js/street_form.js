/* The form of a street's names: while forms by case are typed, the sentences that they make stand beside them. */

import { getHTML, isOutdated, toldOf } from "./request.js";

const PAUSE_MS = 250;
const form = document.getElementById("street");
const sentences = document.getElementById("sentences");
let timer, request;

form.addEventListener("input", ({ target }) => {
  if (!target.name.startsWith("case_forms_")) return;
  clearTimeout(timer);
  timer = setTimeout(show, PAUSE_MS);
});

async function show() {
  request?.abort();
  request = new AbortController();
  try {
    sentences.innerHTML = await getHTML(`${form.dataset.sentences}?${typed()}`, { signal: request.signal });
  } catch (error) {
    if (!isOutdated(error)) sentences.textContent = toldOf(error);
  }
}

function typed() {
  const told = [...new FormData(form)].filter(([name]) => name.startsWith("case_forms_"));
  return new URLSearchParams(told);
}
