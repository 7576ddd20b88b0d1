import { TFJS_VOCABULARY } from "../../layers/vocabulary";
import type { Framework } from "../tracing/framework";
import { createTfjsLibrary } from "./library";
import { HOMES, isUsedIn } from "./names";

export const TFJS: Framework = {
  language: "javascript",
  vocabulary: TFJS_VOCABULARY,
  homes: HOMES,
  mayHoldNetwork: isUsedIn,
  createLibrary: createTfjsLibrary,
};
