/* The button that copies the secret link; it shows only where the browser can. */

const button = document.getElementById("copy-link");
const link = document.getElementById("secret-link");

if (button && navigator.clipboard) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(link.href);
    button.textContent = button.dataset.wordsCopied;
  });
}
