/* On a narrow screen the usual case stays short: a group that holds nothing is folded until it is wanted. On a wide one all
   stand open, and their summaries are not shown. */

const narrow = window.matchMedia("(max-width: 59.99rem)");
const boxes = [...document.querySelectorAll("details[data-fold]")];

const isFilled = (box) => [...box.querySelectorAll("input:not([type=file]), textarea")].some((field) => (field.type === "checkbox" ? field.checked : field.value.trim()));

/** Once the form is filled. */
export function fold() {
  for (const box of boxes) box.open = !narrow.matches || isFilled(box);
}

/** What was filled in since stands in sight. */
export function unfold() {
  for (const box of boxes) box.open ||= isFilled(box);
}

narrow.addEventListener("change", fold);
