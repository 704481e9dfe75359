/** Every page. A new one is a file beside this one and its line here. */
export { about } from "./about";
export { board } from "./board";
export { method } from "./method";
export { result } from "./result";
export { submit } from "./submit";
