import { randomBytes } from "node:crypto";

/** A text of `bytes` random bytes in hexadecimal digits. */
export const random = (bytes) => randomBytes(bytes).toString("hex");
