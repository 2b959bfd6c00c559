/* A session that ran out: the login is asked for in place, the form stays, and what was asked goes on. */

import { getHTML, post, toldOf, whenSignedOut } from "../../roadmap/js/request.js";
import { ask } from "./ask.js";
import { addresses, byId } from "./page.js";

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
  const fields = new URLSearchParams({ username: byId("sign-in-name").value, password: byId("sign-in-password").value });
  try {
    await post(addresses.login, fields);
    dialog.close("yes");
  } catch (error) {
    say(toldOf(error));
    byId("sign-in-password").focus();
  }
}

function say(text) {
  byId("sign-in-wrong").textContent = text;
  byId("sign-in-wrong").hidden = !text;
}
