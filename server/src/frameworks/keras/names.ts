/**
 * One path per meaning: every spelling under which Keras' names are imported becomes `keras.…`.
 *
 * The result says what a name means, not where some version of Keras keeps it: `tensorflow.python.keras.layers.convolutional.Conv2D`
 * is `keras.layers.Conv2D`, `tensorflow.nn.relu` is `keras.activations.relu`.
 */

import { canonicalApplication, isApplicationName } from "./applications";
import { extensionPath, HARMLESS_EXTENSIONS } from "./extensions";
import { constructorOf, FUNCTIONAL_MERGES } from "./constructors";

/** Where Keras lives or lived; a longer prefix stands before its beginning. */
const ROOTS = [
  "tensorflow.compat.v1.keras",
  "tensorflow.compat.v2.keras",
  "tensorflow.python.keras.api._v1.keras",
  "tensorflow.python.keras.api._v2.keras",
  "tensorflow.python.keras",
  "tensorflow.contrib.keras.api.keras",
  "tensorflow.contrib.keras.python.keras",
  "tensorflow.contrib.keras",
  "tensorflow.keras",
  "tf_keras",
  "keras._tf_keras.keras",
  "keras.api.keras",
  "keras.api",
  "keras.src",
];

/** Modules that are Keras' public API or TensorFlow's, so that a name below them is not looked up in the user's project. */
export const PACKAGES = ["keras", "tensorflow", "tf_keras", "keras_applications", "keras_contrib", "tensorflow_addons"];

/** The package of the networks alone had the same helpers as Keras; its networks take their layers as arguments. */
const SHAPE_CHECKS = "keras_applications.imagenet_utils.";

/** Classes that several modules offer, by their last name. */
const CLASSES: ReadonlyMap<string, string> = new Map([
  ["Model", "keras.Model"],
  ["Functional", "keras.Model"],
  ["Sequential", "keras.Sequential"],
  ["Input", "keras.Input"],
  ["InputLayer", "keras.layers.InputLayer"],
  ["InputSpec", "keras.layers.InputSpec"],
  ["Layer", "keras.layers.Layer"],
  ["get_source_inputs", "keras.utils.get_source_inputs"],
]);

/** Old homes of those classes. */
const CLASS_HOMES =
  /^keras(\.models|\.layers|\.engine|\.engine\.(topology|training|network|base_layer|input_layer|input_spec|sequential|functional|keras_tensor)|\.models\.(model|sequential|functional)|\.layers\.(core\.)?input_layer|\.layers\.layer|\.utils\.layer_utils|\.utils)?$/;

/** `keras.layers.convolutional`, `keras.layers.experimental.preprocessing`, `keras.legacy.layers` … */
const LAYER_MODULES = /^keras\.(legacy\.layers|layers\.[a-z])/;

/** Homes of the functional `add`, `concatenate` …; `keras.layers.merge` itself is a function of Keras 1. */
const MERGE_MODULES = /^keras\.layers\.(merge|merging)$/;

/** `tensorflow.nn` and `keras.ops` offer the activations too. */
const ACTIVATION_HOMES = [
  "tensorflow.nn",
  "tensorflow.math",
  "tensorflow",
  "keras.ops",
  "keras.ops.nn",
  "keras.backend",
];

/** Names of activations as Keras 2 and 3 spell them. */
const ACTIVATIONS: ReadonlySet<string> = new Set([
  "celu",
  "elu",
  "exponential",
  "gelu",
  "glu",
  "hard_sigmoid",
  "hard_silu",
  "hard_swish",
  "leaky_relu",
  "linear",
  "log_sigmoid",
  "log_softmax",
  "mish",
  "relu",
  "relu6",
  "selu",
  "sigmoid",
  "silu",
  "softmax",
  "softplus",
  "softsign",
  "swish",
  "tanh",
]);

/**
 * Parts of the libraries that never touch a shape: a call there gives a value that is only passed on
 * (optimizers, losses, callbacks, data sets …).
 */
const HARMLESS = [
  ...HARMLESS_EXTENSIONS,
  "keras.api_export",
  "keras.backend.name_scope",
  "keras.backend.set_session",
  "keras.callbacks",
  "keras.config",
  "keras.constraints",
  "keras.datasets",
  "keras.initializers",
  "keras.losses",
  "keras.metrics",
  "keras.mixed_precision",
  "keras.name_scope",
  "keras.objectives",
  "keras.optimizers",
  "keras.preprocessing",
  "keras.random",
  "keras.regularizers",
  "keras.saving",
  "keras.utils",
  "tensorflow.autograph",
  "tensorflow.config",
  "tensorflow.data",
  "tensorflow.distribute",
  "tensorflow.initializers",
  "tensorflow.function",
  "tensorflow.io",
  "tensorflow.lite",
  "tensorflow.contrib.lite",
  "tensorflow.contrib.tensorrt",
  "tensorflow.python.compiler.tensorrt",
  "tensorflow.experimental.tensorrt",
  "tensorflow.logging",
  "tensorflow.random",
  "tensorflow.random_normal_initializer",
  "tensorflow.summary",
  "tensorflow.test",
  "tensorflow.train",
  "tensorflow.get_logger",
  "tensorflow.set_random_seed",
  "tensorflow.Session",
  "tensorflow.ConfigProto",
  "tensorflow.GPUOptions",
  "tensorflow.device",
  "tensorflow.name_scope",
  "tensorflow.variable_scope",
  "tensorflow.get_default_graph",
  "tensorflow.compat",
];

/** The function that an activation's name stands for; undefined for another name. */
export function activationPath(name: string): string | undefined {
  return ACTIVATIONS.has(name) ? `${ACTIVATION_HOME}${name}` : undefined;
}

/** Two names for one function each: `swish` is `silu`. */
export function isOtherActivation(left: string, right: string): boolean {
  const names = [left, right].map((path) => path.slice(ACTIVATION_HOME.length).replace("swish", "silu"));
  return (
    [left, right].every((path) => path.startsWith(ACTIVATION_HOME)) &&
    names[0] !== names[1] &&
    names.every((name) => ACTIVATIONS.has(name))
  );
}

const ACTIVATION_HOME = "keras.activations.";

/** The canonical path of a dotted name; undefined for a name of no library that is known here. */
export function canonicalPath(path: string): string | undefined {
  const root = path.split(".", 1)[0] ?? path;
  if (!PACKAGES.includes(root) || COPIES_OF_ABSL.test(path)) return undefined;
  return canonicalMember(canonicalRoot(path));
}

/** Options of the command line in TensorFlow 1: the evaluator knows them. */
const COPIES_OF_ABSL = /^tensorflow(\.compat\.v1)?\.(app|flags)\b/;

/** True for a name whose calls and attributes never matter to a shape. */
export function isHarmless(path: string): boolean {
  return HARMLESS.some((prefix) => path === prefix || path.startsWith(`${prefix}.`));
}

/**
 * False for a name that a module is known not to hold. `from keras.layers import *` asks for every name of the file here before
 * Python's own, so `print` must not become a layer, nor a layer a part of another module that was imported in the same way.
 */
export function isOffered(path: string): boolean {
  const dot = path.lastIndexOf(".");
  const home = path.slice(0, Math.max(dot, 0));
  const name = path.slice(dot + 1);
  if (dot < 0 || COMPUTING_HOMES.test(home)) return true;
  if (path.startsWith("keras.applications.")) return isApplicationName(path);
  if (PYTHON_NAMES.has(name) || /(Error|Exception|Warning)$/.test(name)) return false;
  if (home === "keras.layers") return true;
  if (home === "keras.models") return /(_model|^model_from_\w+)$/.test(name);
  return home === "keras" || CLASSES.get(name) === path || !isLayerName(name);
}

/** Modules that do hold functions with the names of Python's. */
const COMPUTING_HOMES = /^(keras\.(backend|ops)|tensorflow)\b/;

const PYTHON_NAMES: ReadonlySet<string> = new Set(
  (
    "abs all any bool callable dict dir enumerate eval exec exit filter float format getattr globals hasattr hash id input int " +
    "isinstance issubclass iter len list locals map max min next object open pow print property quit range repr reversed round " +
    "set setattr slice sorted staticmethod classmethod str sum super tuple type vars zip __name__ __file__"
  ).split(" "),
);

function isLayerName(name: string): boolean {
  return CLASSES.has(name) || constructorOf(name) !== undefined || FUNCTIONAL_MERGES.has(name);
}

function canonicalRoot(path: string): string {
  const compatible = /^tensorflow\.compat\.v[12]\.(?!keras\b)(.*)$/.exec(path)?.[1];
  if (compatible !== undefined) return `tensorflow.${compatible}`;
  if (path.startsWith(SHAPE_CHECKS)) return `keras.applications.${path.slice("keras_applications.".length)}`;
  const root = ROOTS.find((prefix) => path === prefix || path.startsWith(`${prefix}.`));
  return root === undefined ? path : canonicalRoot(`keras${path.slice(root.length)}`);
}

function canonicalMember(path: string): string {
  const dot = path.lastIndexOf(".");
  if (dot < 0) return path;
  const home = path.slice(0, dot);
  const name = path.slice(dot + 1);

  const extension = extensionPath(path);
  if (extension !== undefined) return extension;
  const shared = CLASSES.get(name);
  if (shared !== undefined && CLASS_HOMES.test(home)) return shared;
  if (home.startsWith("keras.backend.")) return `keras.backend.${name}`;
  if (LAYER_MODULES.test(home) && /^[A-Z]/.test(name)) return `keras.layers.${name}`;
  if (MERGE_MODULES.test(home)) return `keras.layers.${name}`;
  if (ACTIVATION_HOMES.includes(home) && ACTIVATIONS.has(name)) return `keras.activations.${name}`;
  return canonicalApplication(path);
}
