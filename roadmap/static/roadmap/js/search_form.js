/* A form with a search box whose answer is a page: what is chosen is asked at once. */

import { bringSearch } from "./search_box.js";

const form = document.querySelector(".search-form");

bringSearch(form.querySelector(".search"), { onChoose: () => form.requestSubmit() });
