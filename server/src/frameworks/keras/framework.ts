import { KERAS_VOCABULARY } from "../../layers/vocabulary";
import type { Framework } from "../tracing/framework";
import { createKerasLibrary } from "./library";
import { PACKAGES } from "./names";

export const KERAS: Framework = {
  language: "python",
  vocabulary: KERAS_VOCABULARY,
  homes: PACKAGES,
  mayHoldNetwork: (_, packages) => PACKAGES.some((name) => packages.has(name)),
  // keras-applications and its relatives import no framework: their user fills in this variable.
  isHandedIn: (text) => /^_KERAS_LAYERS\b/m.test(text),
  createLibrary: createKerasLibrary,
};
