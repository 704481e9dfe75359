/** Every page. A new one is a file beside this one and its line here. */
export { about } from "./about";
export { analysis } from "./analysis";
export { board } from "./board";
export { changes } from "./changes";
export { compare } from "./compare";
export { device, hardware } from "./hardware";
export { method } from "./method";
export { model, models } from "./models";
export { result } from "./result";
export { savedView } from "./saved-view";
export { submit } from "./submit";
