/* Rows of the form that are added one by one: each is a template's copy with names of its own. */

import { byId } from "./page.js";

export function copyOf(template, number, error) {
  const row = byId(template).content.cloneNode(true).firstElementChild;
  for (const element of row.querySelectorAll("[id], [for]")) {
    for (const name of ["id", "for"]) if (element.hasAttribute(name)) element.setAttribute(name, `${element.getAttribute(name)}-${number}`);
  }
  row.querySelector("[data-error]").dataset.error = `${error}.${number}`;
  return row;
}
