/* Keys of the desk: one letter does what a button does, unless somebody is writing. */

const WRITING = "input:not([type=checkbox]), textarea, select, [contenteditable]";

/** `keys` are functions by letter; “?” shows them, and a button does, too. */
export function listen(keys) {
  const dialog = document.getElementById("keys");
  const show = () => dialog.showModal();
  const all = { ...keys, "?": show };
  for (const button of document.querySelectorAll("[data-keys]")) {
    button.hidden = !window.matchMedia("(hover: hover)").matches; // a phone has none
    button.addEventListener("click", show);
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest(WRITING) || dialog.open) return;
    const act = all[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
