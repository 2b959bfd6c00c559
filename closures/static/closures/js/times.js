/* The editor's two moments: shortcuts beside them, and what was entered said in words under each. */

import { localDay, localMoment, wallLater, wallText } from "../../roadmap/js/format.js";
import { byId } from "./page.js";

const WORK_BEGINS = "09:00";

/** The next full hour of the city's clock. */
export const nextHour = () => `${wallLater(localMoment(new Date()), 1).slice(0, 13)}:00`;

const STARTS = {
  now: () => localMoment(new Date()),
  tomorrow: () => `${localDay(new Date(), 1)}T${WORK_BEGINS}`,
};

export class Times {
  /** `onSet()` hears that a shortcut was taken; `openEnd` is what an empty end means. */
  constructor(box, { onSet, openEnd }) {
    Object.assign(this, { onSet, openEnd });
    box.addEventListener("click", (event) => this.take(event.target.closest("button")?.dataset ?? {}));
    box.addEventListener("input", () => this.say());
  }

  take({ start, hours }) {
    if (start) byId("planned_start").value = STARTS[start]();
    else if (hours !== undefined) byId("planned_end").value = hours ? wallLater(byId("planned_start").value || nextHour(), Number(hours)) : "";
    else return;
    this.say();
    this.onSet();
  }

  say() {
    const [start, end] = [byId("planned_start").value, byId("planned_end").value];
    byId("planned_start-said").textContent = wallText(start);
    byId("planned_end-said").textContent = end ? wallText(end) : this.openEnd;
  }
}
