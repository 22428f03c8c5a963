import { fitArcs } from "./arc.js";

const outcome = document.querySelector("#outcome");
try {
  outcome.textContent = JSON.stringify(await fitArcs());
} catch (error) {
  outcome.textContent = JSON.stringify({ problem: `${error}` });
}
