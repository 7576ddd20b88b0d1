import type { LayerValue } from "../values/value";
import type { Words } from "../values/words";
import { rulesOfClass } from "./registry";
import type { Rules } from "./rules";
import { SAVED_VOCABULARY } from "./vocabulary";
import type { Vocabulary } from "./vocabulary";

/**
 * What each layer of one analysis computes, read once: the evaluator's shapes and the graph's rest on the same rules. A layer's arguments
 * never change after its construction.
 */
export class KnownLayers {
  readonly #rules = new Map<LayerValue, Rules>();

  constructor(private readonly vocabulary: Vocabulary = SAVED_VOCABULARY) {}

  /** Of the sources. */
  get words(): Words {
    return this.vocabulary.words;
  }

  /** By its arguments alone, whether or not the layer is known. */
  rulesOf(layer: LayerValue): Rules {
    let rules = this.#rules.get(layer);
    if (rules === undefined) {
      rules = rulesOfClass(layer.operation ?? layer.class, layer.arguments, this.vocabulary);
      this.#rules.set(layer, rules);
    }
    return rules;
  }
}
