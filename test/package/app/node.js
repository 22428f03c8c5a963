import "interphase/elements"; // where there is no document it is to do no harm
import { fitArcs } from "./arc.js";

console.log(JSON.stringify(await fitArcs()));
