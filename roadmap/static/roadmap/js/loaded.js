/* Says that the page came without a script that it needs: its buttons would do nothing. A classic script before all others,
   as a module that is at fault cannot tell so itself; deferred scripts fail in their turn, after this one has run. Without one
   that is marked as spare the page does what it is for. */

{
  const line = document.getElementById("not-loaded");
  const tell = () => { line.hidden = false; };
  const isNeeded = (script) => script instanceof HTMLScriptElement && !("spare" in script.dataset);
  const isOurs = (address) => address?.startsWith(window.location.origin);
  let isBegun = false;

  line.querySelector("button").addEventListener("click", () => window.location.reload());
  // one that did not come, or a module with one that it imports; this reaches the window in capture alone
  window.addEventListener("error", ({ target }) => isNeeded(target) && tell(), true);
  // one that came and stopped before the page stood: half of it is of another version, or it is at fault
  window.addEventListener("error", ({ filename }) => !isBegun && isOurs(filename) && tell());
  document.addEventListener("DOMContentLoaded", () => { isBegun = true; });
}
