import { fitOneArc } from "./arc.js";

const outcome = document.querySelector("#outcome");
try {
  outcome.textContent = JSON.stringify(await fitOneArc());
} catch (error) {
  outcome.textContent = JSON.stringify({ problem: `${error}` });
}
