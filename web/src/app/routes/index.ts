/** Every page. A new one is a file beside this one and its line here. */
export { about } from "./about";
export { account } from "./account";
export { analysis } from "./analysis";
export { board } from "./board";
export { changes } from "./changes";
export { compare } from "./compare";
export { deviceLogin } from "./device-login";
export { device, hardware } from "./hardware";
export { method } from "./method";
export { model, models } from "./models";
export { result } from "./result";
export { savedView } from "./saved-view";
export { setPassword } from "./set-password";
export { signIn } from "./sign-in";
export { signInRefused, signInUnavailable } from "./sign-in-failed";
export { submit } from "./submit";
