import { fitArcs } from "./arc.js";

console.log(JSON.stringify(await fitArcs()));
