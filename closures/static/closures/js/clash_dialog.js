/* What goes out on top of others' works goes with a reason: it is asked for here, and kept. */

import { ask } from "./ask.js";
import { told } from "./clashes.js";
import { byId } from "./page.js";

for (const button of byId("clash").querySelectorAll("[data-reason]")) {
  button.addEventListener("click", () => {
    byId("clash-reason").value = button.textContent;
    goOn().focus();
  });
}

/** Else Enter would press the first button of the form, which leads back. */
byId("clash-reason").addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  goOn().click();
});

byId("clash").querySelector("form").addEventListener("submit", (event) => {
  const isLacking = event.submitter?.value === "yes" && !byId("clash-reason").value.trim();
  byId("clash-wrong").hidden = !isLacking;
  if (!isLacking) return;
  event.preventDefault();
  byId("clash-reason").focus();
});

const goOn = () => byId("clash").querySelector("[value=yes]");

/** The reason; empty where it does not go on. */
export async function askClashes(clashes) {
  byId("clash-list").replaceChildren(...clashes.map(item));
  byId("clash-wrong").hidden = true;
  return (await ask(byId("clash"))) ? byId("clash-reason").value.trim() : "";
}

function item(clash) {
  const made = document.createElement("li");
  made.append(told(clash));
  return made;
}
