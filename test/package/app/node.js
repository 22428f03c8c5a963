import { fitOneArc } from "./arc.js";

console.log(JSON.stringify(await fitOneArc()));
