/* The inbox by keyboard, and all rows of a page chosen at once. */

import { listen } from "./keys.js";

const form = document.getElementById("chosen");
const rows = [...document.querySelectorAll(".inbox .row")];
const here = () => rows.indexOf(document.activeElement.closest(".row"));
const boxOf = (row) => row.closest("li").querySelector("input");

function go(step) {
  const at = here();
  const next = at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + step));
  rows[next]?.focus();
}

/** The row in hand, else what is ticked; nothing else is taken by one letter. */
function take() {
  const row = rows[here()];
  if (row) boxOf(row).checked = true;
  if (form?.querySelector("[name=row]:checked")) form.requestSubmit(form.querySelector("[value=take]"));
}

function answer() {
  const row = rows[here()];
  if (row) window.location.assign(`${row.href}#answer`);
}

function choose() {
  const row = rows[here()];
  if (row) boxOf(row).checked = !boxOf(row).checked;
}

listen({
  j: () => go(1),
  k: () => go(-1),
  x: choose,
  t: take,
  a: answer,
  "/": () => document.querySelector("[data-search]").focus(),
});

const all = document.querySelector("[data-all]");
if (all) {
  all.hidden = false;
  all.querySelector("input").addEventListener("change", ({ target }) => {
    for (const row of rows) boxOf(row).checked = target.checked;
  });
}
