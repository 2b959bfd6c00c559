/* What a sheet of paper is told of the map: how large it was on the screen, and the address of the view. */

const SHEET_PX = 700; // an A4's width inside its margins

window.addEventListener("beforeprint", () => {
  const stage = document.querySelector(".stage");
  const { width, height } = document.getElementById("map").getBoundingClientRect();
  stage.style.setProperty("--map-width", `${width}px`);
  stage.style.setProperty("--map-height", `${height}px`);
  stage.style.setProperty("--map-scale", Math.min(1, SHEET_PX / width));
  document.getElementById("printed-address").textContent = window.location.href;
});
