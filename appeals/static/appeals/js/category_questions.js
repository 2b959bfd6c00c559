/* Of a form's questions only those of the chosen category are shown and sent. */

export function askAbout(form, category) {
  for (const part of form.querySelectorAll("[data-questions]")) {
    part.hidden = part.disabled = part.dataset.questions !== category;
  }
}
