/** How the sources of one analysis name what layers take: messages speak their words, and their activations have these names. */
import { JAVASCRIPT_WORDS, PYTHON_WORDS } from "../values/words";
import type { Words } from "../values/words";
import {
  ACTIVATION_CLASSES,
  ACTIVATION_NAMES,
  TFJS_ACTIVATION_CLASSES,
  TFJS_ACTIVATION_NAMES,
} from "./activation-functions";

export interface Vocabulary {
  readonly words: Words;
  /** Null where a name may stand for a function that is not there to be read, as in a saved topology. */
  readonly activations: ReadonlySet<string> | null;
  /** Whether an activation may be a function, and not the name of one alone. */
  readonly takesFunctions: boolean;
}

export const KERAS_VOCABULARY: Vocabulary = {
  words: PYTHON_WORDS,
  activations: new Set([...ACTIVATION_NAMES, ...ACTIVATION_CLASSES]),
  takesFunctions: true,
};

export const TFJS_VOCABULARY: Vocabulary = {
  words: JAVASCRIPT_WORDS,
  activations: new Set([...TFJS_ACTIVATION_NAMES, ...TFJS_ACTIVATION_CLASSES]),
  takesFunctions: false,
};

export const SAVED_VOCABULARY: Vocabulary = { words: PYTHON_WORDS, activations: null, takesFunctions: true };
