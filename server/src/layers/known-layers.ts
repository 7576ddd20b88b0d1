import type { LayerValue } from "../eval/values";
import { operationOf } from "./operations";
import type { Operation } from "./operations";
import { rulesOf } from "./operation-rules";
import type { Rules } from "./rules";
import { SAVED_VOCABULARY } from "./vocabulary";
import type { Vocabulary } from "./vocabulary";

/**
 * What each layer of one analysis computes, and by which rules, read once: the evaluator's shapes and the graph's rest on the same. A
 * layer's arguments never change after its construction.
 */
export class KnownLayers {
  readonly #operations = new Map<LayerValue, Operation>();
  readonly #rules = new Map<Operation, Rules>();

  constructor(private readonly vocabulary: Vocabulary = SAVED_VOCABULARY) {}

  /** By its arguments alone, whether or not the layer is known. */
  operationOf(layer: LayerValue): Operation {
    let operation = this.#operations.get(layer);
    if (operation === undefined) {
      operation = operationOf(layer.operation ?? layer.class, layer.arguments, this.vocabulary);
      this.#operations.set(layer, operation);
    }
    return operation;
  }

  rulesOf(operation: Parameters<typeof rulesOf>[0]): Rules {
    let rules = this.#rules.get(operation);
    if (rules === undefined) {
      rules = rulesOf(operation);
      this.#rules.set(operation, rules);
    }
    return rules;
  }
}
