import "interphase/elements";
import { fitArcs } from "./arc.js";

const outcome = document.querySelector("#outcome");
try {
  if (!customElements.get("interphase-fit")) throw new Error("the elements are not defined");
  outcome.textContent = JSON.stringify(await fitArcs());
} catch (error) {
  outcome.textContent = JSON.stringify({ problem: `${error}` });
}
