import type { ResultDocument } from "../../src/shared/api/wire";

export interface Making {
  name: string;
  engine?: string;
  gpu?: string | null;
  watts?: number | null;
  scope?: string;
  method?: string;
  cycles?: number;
  seed?: number;
}
/** A document as it is submitted: fields that may be left out are missing. */
export function makeDocument(making: Making): ResultDocument;
export function makeBoard(): ResultDocument[];
