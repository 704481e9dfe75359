import type { components } from "@/shared/api/schema";

export type Scope = components["schemas"]["Scope"];

/** What a right lets its holder do, for people. */
const words: Record<Scope, string> = {
  "results:write": "Submit results as you",
  profile: "Change your tokens and sign browsers out",
  moderate: "Moderate results of others",
  admin: "Operate this installation",
};
export const scopeWords = (scope: Scope): string => words[scope];
