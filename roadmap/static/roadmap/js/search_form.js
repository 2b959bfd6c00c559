/* A form with a search box whose answer is a page: what is chosen is asked at once. */

const form = document.querySelector(".search-form");

form.addEventListener("focusin", async () => {
  const { PlaceSearch } = await import("./place_search.js");
  new PlaceSearch(form.querySelector(".search"), { onChoose: () => form.requestSubmit() });
}, { once: true });
