/* A list of the server's HTML renewed under the reader's eyes: what is looked at stays where it is. */

const ROW = "a.row";

/** The addresses of rows that stand in `html` and not in the list yet. */
export function newIn(list, html) {
  const known = rowsOf(list);
  return [...rowsOf(parsed(html)).keys()].filter((address) => !known.has(address));
}

/** Whether what a row tells is over in `html` while one stands on it by keyboard. */
export function isOverUnderfoot(list, html) {
  const stoodOn = [...rowsOf(list)].find(([, row]) => row === document.activeElement);
  return stoodOn !== undefined && !rowsOf(parsed(html)).has(stoodOn[0]);
}

/** Rows that are there in both take over what changed, and those that are over go; no other comes or changes its place. */
export function renew(list, html) {
  const fresh = rowsOf(parsed(html));
  inPlace(list, () => {
    for (const [address, row] of rowsOf(list)) {
      const other = fresh.get(address);
      if (other) takeOver(row, other);
      else if (row !== document.activeElement) row.closest("li").remove();
    }
  });
}

/** All of it, in its own order, unless it is there already; who stands on a row by keyboard still stands on it afterwards. */
export function replace(list, html) {
  const fresh = parsed(html);
  if (told(list) === told(fresh)) return;
  const focused = list.contains(document.activeElement) ? document.activeElement.closest(ROW)?.getAttribute("href") : null;
  inPlace(list, () => list.replaceChildren(fresh));
  rowsOf(list).get(focused)?.focus({ preventScroll: true });
}

function takeOver(row, other) {
  if (row.innerHTML !== other.innerHTML) row.innerHTML = other.innerHTML; // the row itself stays, and the focus on it
}

/** The first row in sight is where it was before the change: browsers know this of themselves, but not all of them. */
export function inPlace(list, change) {
  const isScrolled = list.scrollHeight > list.clientHeight && getComputedStyle(list).overflowY !== "visible";
  const edge = isScrolled ? list.getBoundingClientRect().top : 0;
  const tops = [...rowsOf(list)].map(([address, row]) => ({ address, top: row.getBoundingClientRect().top }));
  const seen = tops.find(({ top }) => top >= edge);
  const isPassed = tops.length > 0 && tops[0].top < edge; // else nothing above can push it down
  change();
  const now = seen && rowsOf(list).get(seen.address)?.getBoundingClientRect().top;
  if (isPassed && now !== undefined) (isScrolled ? list : window).scrollBy({ top: now - seen.top, behavior: "instant" });
}

/** By address: what a row is about. */
const rowsOf = (list) => new Map([...list.querySelectorAll(ROW)].map((row) => [row.getAttribute("href"), row]));

/** Without what scripts alone read. */
const told = ({ children }) => [...children].filter(({ localName }) => localName !== "template").map(({ outerHTML }) => outerHTML).join("");

export function parsed(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}
