/* The button that prints the list; it shows only where a script can. */

const button = document.getElementById("print");
button.hidden = false;
button.addEventListener("click", () => window.print());
