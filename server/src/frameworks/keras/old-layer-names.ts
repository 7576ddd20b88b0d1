/**
 * Names that layers of keras.applications had in keras-applications 1.0.8, Keras 2.3 and TensorFlow 1, where ours, those of Keras 3,
 * differ: told by their form, and by position where they are numbers of activations and additions.
 */

/** The present name of what `name` was; undefined for a name that was never another. `names` are those of the network, in order. */
export function presentName(name: string, names: readonly string[]): string | undefined {
  const known = new Set(names);
  return candidatesFor(name, names).find((candidate) => known.has(candidate));
}

function candidatesFor(name: string, names: readonly string[]): readonly string[] {
  const [, stage, block, branch, kind] = /^(?:res|bn)(\d)([a-z]|b\d+)_branch(1|2[abc])(_\w+)?$/.exec(name) ?? [];
  if (stage !== undefined && block !== undefined && branch !== undefined && kind === undefined)
    return [`conv${stage}_block${blockNumber(block)}_${PARTS[branch] ?? ""}_${name.startsWith("bn") ? "bn" : "conv"}`];
  const classifier = CLASSIFIERS.get(name);
  if (classifier !== undefined) return names.includes(classifier) ? ["predictions"] : [];
  if (!names.includes(OF_RESIDUAL_NETWORKS)) return [];
  // DenseNet alone had names with a stroke in them: conv1/bn.
  if (name.includes("/")) return [name.replaceAll("/", "_")];
  return FIRST_LAYERS.get(name) ?? numberedIn(name, names);
}

const PARTS: Readonly<Record<string, number>> = { "1": 0, "2a": 1, "2b": 2, "2c": 3 };

/** Block a is the first; in deep networks b1 is the second. */
function blockNumber(block: string): number {
  return block.length === 1 ? block.charCodeAt(0) - "a".charCodeAt(0) + 1 : Number(block.slice(1)) + 1;
}

/** The layer that ResNet and DenseNet have under this name now. */
const OF_RESIDUAL_NETWORKS = "conv2_block1_1_conv";

/** Old names of the last layer, each with a layer that tells the network. */
const CLASSIFIERS: ReadonlyMap<string, string> = new Map([
  ["fc1000", OF_RESIDUAL_NETWORKS],
  ["probs", OF_RESIDUAL_NETWORKS],
  ["Logits", "Conv_1"],
  ["act_softmax", "conv_preds"],
]);

const FIRST_LAYERS: ReadonlyMap<string, readonly string[]> = new Map([
  ["conv1", ["conv1_conv"]],
  ["bn_conv1", ["conv1_bn"]],
  ["max_pooling2d_1", ["pool1_pool"]],
  ["max_pooling2d", ["pool1_pool"]],
]);

/** ResNet50: `activation_49` was the last of 49, of which each block has three, and `add_16` the last of 16 additions. */
function numberedIn(name: string, names: readonly string[]): readonly string[] {
  const [, kind, digits] = /^(activation|add)_(\d+)$/.exec(name) ?? [];
  if (kind === undefined || names.includes(kind)) return [];
  const blocks = names.flatMap((one) => /^(conv\d_block\d+)_out$/.exec(one)?.[1] ?? []);
  const number = Number(digits);
  if (kind === "add") return blocks.slice(number - 1, number).map((block) => `${block}_add`);
  if (number === 1) return ["conv1_relu"];
  const place = number - 2;
  const part = ["1_relu", "2_relu", "out"][place % 3] ?? "";
  return blocks.slice(Math.floor(place / 3), Math.floor(place / 3) + 1).map((block) => `${block}_${part}`);
}
