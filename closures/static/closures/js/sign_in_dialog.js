/* A session that ran out: the login is asked for in place, the form stays, and what was asked goes on. */

import { getHTML, post, toldOf, whenSignedOut } from "../../roadmap/js/request.js";
import { ask } from "./ask.js";
import { addresses, byId, words } from "./page.js";

let asking = null;

export function signInInPlace() {
  const dialog = byId("sign-in");
  dialog.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    signIn(dialog);
  });
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  whenSignedOut(() => {
    asking ??= open(dialog).finally(() => { asking = null; });
    return asking;
  });
}

async function open(dialog) {
  byId("sign-in-password").value = "";
  say("");
  await getHTML(addresses.login).catch(() => ""); // brings the cookie against forgery, should it have gone, too
  return ask(dialog);
}

async function signIn(dialog) {
  const lacking = ["name", "password"].find((field) => !byId(`sign-in-${field}`).value.trim());
  if (lacking) {
    say(words[lacking === "name" ? "wordsNoName" : "wordsNoPassword"], lacking);
    return;
  }
  const fields = new URLSearchParams({ username: byId("sign-in-name").value, password: byId("sign-in-password").value });
  try {
    await post(addresses.login, fields);
    dialog.close("yes");
  } catch (error) {
    say(toldOf(error));
  }
}

/** Beside the field that it is about, which is led to. */
function say(text, field = "password") {
  byId("sign-in-wrong").textContent = text;
  byId("sign-in-wrong").hidden = !text;
  for (const each of ["name", "password"]) byId(`sign-in-${each}`).ariaInvalid = text && each === field ? "true" : null;
  byId(`sign-in-${field}`).focus();
}
