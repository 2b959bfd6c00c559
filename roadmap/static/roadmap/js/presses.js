/* A hand quicker than the page's scripts: what it presses before they listen is done once they do. Classic and not deferred,
   as it has to be there first; what works without scripts (a link, a form's own button, a popover) is left to the browser. */

{
  const held = new Map(); // by what was pressed: pressed twice by the impatient it is still one
  const hold = (event, pressed, press) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    held.set(pressed, press);
  };
  const onClick = (event) => {
    const button = event.target.closest("button[type=button]:not([popovertarget])");
    if (button) hold(event, button, () => button.click());
  };
  const onKey = (event) => {
    const { key, target, ctrlKey, metaKey } = event;
    if (key === "Enter" && (ctrlKey || metaKey)) hold(event, target, () => target.dispatchEvent(new KeyboardEvent("keydown", { key, ctrlKey, metaKey, bubbles: true, cancelable: true })));
  };

  window.addEventListener("click", onClick, true);
  window.addEventListener("keydown", onKey, true);
  document.addEventListener("DOMContentLoaded", () => { // modules have run by now
    window.removeEventListener("click", onClick, true);
    window.removeEventListener("keydown", onKey, true);
    for (const press of held.values()) press();
  });
}
