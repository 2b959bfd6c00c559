/* A question in a dialog of the page: opens it, and says whether its primary button was pressed. Nothing of the form is lost meanwhile. */

export function ask(dialog) {
  return new Promise((resolve) => {
    dialog.returnValue = "";
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
    dialog.showModal();
  });
}
