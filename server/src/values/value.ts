/**
 * What an expression can evaluate to. Python's and JavaScript's values share these forms.
 *
 * `Unknown` is a value with a reason and a place: it is passed on, never turned into 0, NaN or silence.
 * Layers, tensors and models are plain data here; what they mean is the business of `graph` and `frameworks`.
 */
import type { Assumption, Fix, Frame } from "../../../protocol/report";
import type { Words } from "./words";
import type { Location } from "../../../protocol/source";
import type { Argument, Expression, Parameter, Statement } from "../syntax/program";
import type { Names } from "./names";

export type Value =
  | NoneValue
  | BooleanValue
  | NumberValue
  | StringValue
  | ArrayValue
  | ListValue
  | TupleValue
  | DictionaryValue
  | SetValue
  | RangeValue
  | SliceValue
  | IteratorValue
  | FunctionValue
  | BuiltinValue
  | ClassValue
  | InstanceValue
  | DescriptorValue
  | BoundMethodValue
  | ModuleValue
  | LibraryValue
  | LayerValue
  | TensorValue
  | ModelValue
  | UnknownValue;

export interface NoneValue {
  readonly kind: "none";
  /** JavaScript's undefined; its null, and Python's None, are without it. */
  readonly undefined?: true;
}

export interface BooleanValue {
  readonly kind: "boolean";
  readonly value: boolean;
  /** Of a scalar of numpy's: it computes as arrays do. */
  readonly dtype?: ElementType;
}

/** `integer` and `float` differ in Python (`7 // 2`, `str(1.0)`); JavaScript's numbers are floats unless they are whole. */
export interface NumberValue {
  readonly kind: "integer" | "float";
  readonly value: number;
  /** Of a scalar of numpy's: it computes as arrays do. */
  readonly dtype?: ElementType;
}

/** The types of numpy's elements that are computed with; others make an Unknown. */
export type ElementType = "bool" | "int8" | "int16" | "int32" | "int64" | "uint8" | "float32" | "float64";

export interface StringValue {
  readonly kind: "string";
  readonly value: string;
}

/**
 * Mutable values carry their poison: why their content is no longer known. The evaluator answers the poison wherever it
 * reads such a value, and hands libraries arguments without it (`known`), so that nobody else needs to look.
 */
interface Poisonable {
  poison?: UnknownValue;
}

/**
 * A numpy array of few numbers. A view shares the numbers of the array that it was cut from: `base` is that array, which
 * holds the poison of both; null for one with numbers of its own.
 */
export interface ArrayValue extends Poisonable {
  readonly kind: "array";
  readonly dtype: ElementType;
  readonly shape: readonly number[];
  /** In elements. */
  readonly strides: readonly number[];
  readonly offset: number;
  /** Booleans are 0 and 1. */
  readonly numbers: number[];
  readonly base: ArrayValue | null;
  /** Why the numbers are not known where shape and type are; `numbers` then hold nothing. */
  readonly vague?: UnknownValue;
}

export interface ListValue extends Poisonable {
  readonly kind: "list";
  readonly items: Value[];
}

export interface TupleValue {
  readonly kind: "tuple";
  readonly items: readonly Value[];
  /** Of a named tuple: its type and the names of its items. */
  readonly named?: { readonly type: string; readonly fields: readonly string[]; readonly class?: ClassValue };
}

/** Keys are compared by `dictionaryKey`; insertion order is kept. */
export interface DictionaryValue extends Poisonable {
  readonly kind: "dictionary";
  readonly entries: Map<string, { readonly key: Value; value: Value }>;
  /** Of a `defaultdict`: called without arguments for a key that is missing. */
  readonly fallback?: Value;
  /** Of `globals()`, `vars(x)` and `x.__dict__`: what the entries are names of. The entries are those of the moment. */
  readonly namespace?: Names<Value, UnknownValue> | InstanceValue | ClassValue;
}

/** Iteration order of a Python set is not known; `Running.iterate` answers only for at most one item. */
export interface SetValue extends Poisonable {
  readonly kind: "set";
  readonly entries: Map<string, Value>;
}

export interface RangeValue {
  readonly kind: "range";
  readonly start: number;
  readonly stop: number;
  readonly step: number;
}

export interface SliceValue {
  readonly kind: "slice";
  readonly start: Value;
  readonly stop: Value;
  readonly step: Value;
}

/**
 * What `iter`, `zip`, `map`, generators … give: consumed once. Where it stands is kept here and in the iterators that it runs over, and
 * nowhere else, so that it can be given back. Items are asked for by `Running.next` alone.
 */
export interface IteratorValue extends Poisonable {
  readonly kind: "iterator";
  /** How many items it has given. */
  position: number;
  hasEnded: boolean;
  /** What it needs beside its position to go on, such as the last of its sums; exchanged as a whole. */
  kept: readonly Value[];
  /** What it takes its items from, and what it calls: what is no longer known of an iterator among them is not known of it. */
  readonly holds: readonly Value[];
  /** The next item, undefined at the end. */
  readonly advance: (self: IteratorValue, resumption: Resumption) => Value | undefined;
  /** Of a generator of the source's: it minds how it is resumed, and keeps at its end what its body returned. */
  readonly isGenerator?: true;
}

/** How a generator goes on at its `yield`. */
export type Resumption =
  | { readonly kind: "next"; readonly value: Value }
  | { readonly kind: "throw"; readonly why: UnknownValue; readonly exception: Value }
  | { readonly kind: "close" };

/**
 * A function or lambda of the user's code. Python evaluates defaults at the definition; of JavaScript's, which belong to the
 * call, `defaults` holds those that are plain constants, so that others see what a parameter looks like.
 */
export interface FunctionValue {
  readonly kind: "function";
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly defaults: ReadonlyMap<Parameter, Value>;
  readonly body: Expression | readonly Statement[];
  readonly isGenerator: boolean;
  /** False for an arrow function, as in the Program. */
  readonly ownThis: boolean;
  readonly closure: Names<Value, UnknownValue>;
  /** The round of a loop that made it, where each round has its own variables. */
  readonly round?: { readonly loops: readonly number[]; readonly running: { readonly loops: readonly number[] } };
  /** Place of the name (or of the lambda). */
  readonly location: Location;
}

/** A function of ours: a built-in, or a method of a built-in type bound to its receiver. */
export interface BuiltinValue {
  readonly kind: "builtin";
  readonly name: string;
  readonly call: (call: CallContext) => Value;
  /** Members, where it has any: `dict.fromkeys`, `math.pi`, `super().build`. */
  readonly attribute?: (name: string, location: Location) => Value | undefined;
  /** Writes an attribute; false where that is not understood. */
  readonly assignAttribute?: (name: string, value: Value) => boolean;
  /** What `[…]` gives, where it gives anything. */
  readonly item?: (index: Value, location: Location) => Value;
  /** It belongs to the system around the program: writes to it change nothing here. */
  readonly inert?: true;
  /** Of a member that a library class gives to classes of the user's: what it is for one of their instances, or for the class. */
  readonly of?: LibraryMember;
}

export interface ClassValue {
  readonly kind: "class";
  readonly name: string;
  readonly bases: readonly Value[];
  readonly members: Map<string, Value>;
  readonly location: Location;
  /** A class of the user's that makes it, and may give it more members than are known. */
  readonly metaclass?: ClassValue;
  /** The names that the body annotates, in order, with the texts of their types. */
  readonly annotations?: readonly { readonly name: string; readonly type: string }[];
  /** Of our own classes: makes a value of `made`, this class or one that derives from it, in place of an instance. */
  readonly construct?: (made: ClassValue, call: CallContext) => Value;
  /** Of our own classes: completes a class that derives from it. */
  readonly derive?: (made: ClassValue, location: Location) => void;
}

export interface InstanceValue extends Poisonable {
  readonly kind: "instance";
  readonly class: ClassValue;
  /** Those that the source sets, and what a library keeps under names that no source can write (`frameworks/keras/instances`). */
  readonly attributes: Map<string, Value>;
  /** Frames of the call that made it. */
  readonly construction: readonly Frame[];
  /** The value of the built-in type that the class derives from: the dict of a `class Config(dict)`. */
  readonly base?: Value;
}

/** A member of a class that Python's `property`, `staticmethod` or `classmethod` made. */
export interface DescriptorValue {
  readonly kind: "descriptor";
  readonly form: "property" | "static" | "class";
  readonly function: Value;
  /** Of a property: what a write to it calls. */
  readonly setter?: Value;
  /** Of a property: what it gives first stays as an attribute of the instance, under `name`. */
  readonly isCached?: true;
  readonly name?: string;
}

export interface BoundMethodValue {
  readonly kind: "bound-method";
  readonly receiver: Value;
  readonly function: FunctionValue;
}

/** A module of the user's project. */
export interface ModuleValue {
  readonly kind: "module";
  readonly name: string;
  readonly scope: Names<Value, UnknownValue>;
}

/** A name of a library that `frameworks` knows, by its canonical dotted path: "keras.layers.Conv2D". */
export interface LibraryValue {
  readonly kind: "library";
  readonly path: string;
}

/** A constructed layer. Applying it twice shares its weights: identity of this object is identity of the layer. */
export interface LayerValue {
  readonly kind: "layer";
  /** Canonical class name ("Conv2D"); for a layer that is not known, the name that the source uses. */
  readonly class: string;
  /** The class that it computes as, where that is another: of a user's own `class SamePad(ZeroPadding2D)`. */
  readonly operation?: string;
  readonly name: string;
  /** Arguments by canonical (Keras 2) name, as given; absent means the default. */
  readonly arguments: ReadonlyMap<string, Value>;
  /** Where the arguments stand in the call that made the layer, by the same names; problems with one stand there. */
  readonly places?: ArgumentPlaces;
  /** Why the layer cannot be understood; null for a known one. */
  readonly unknown: UnknownValue | null;
  readonly construction: readonly Frame[];
  /** The instance of a class of the user's that stands as a layer among others: applying it calls that. */
  readonly custom?: InstanceValue;
}

/** A symbolic tensor. `shape` leaves out the batch dimension; null where even the rank is unknown. */
export interface TensorValue {
  readonly kind: "tensor";
  readonly shape: readonly (number | null)[] | null;
  readonly batch: number | null;
  readonly producer: Application;
  /** Index among the producer's outputs, for a model with several; absent is the first. */
  readonly output?: number;
  /** Without any side, not even the batch's: `shape` is then empty. */
  readonly scalar?: true;
  /** Where the samples of the batch lie; absent: one row of the first side for each. */
  readonly samples?: Samples;
  /** Items of a small constant, row by row (`tf.shape(x)`, `tf.constant([1, 2])`). */
  readonly numbers?: readonly ContentItem[];
}

/**
 * The side that counts the samples, and how many of it one sample takes (`tf.reshape(x, (-1, c))` makes rows of pixels). "none": a
 * constant, or one sample alone. "unclear": they lie across sides, or nobody knows.
 */
export type Samples = { readonly axis: number; readonly rows: number } | "none" | "unclear";

/** A number, so many times the batch, or null for what is known only when the program runs. */
export type ContentItem = number | { readonly batches: number } | null;

/** One application of a layer: a node of the graph. */
export interface Application {
  readonly layer: LayerValue | ModelValue;
  readonly inputs: readonly TensorValue[];
  readonly origin: readonly Frame[];
}

export interface ModelValue {
  readonly kind: "model";
  readonly form: "sequential" | "functional";
  readonly name: string;
  /** Of a functional model; empty for a Sequential. */
  readonly inputs: readonly TensorValue[];
  readonly outputs: readonly TensorValue[];
  /** Of a Sequential, in order; grows with `add`. */
  readonly layers: (LayerValue | ModelValue)[];
  readonly construction: readonly Frame[];
  /** The instance of a user's class that it is the network of, where the source constructs no model. */
  readonly instance?: InstanceValue;
  /** Of a Sequential with layers of the user's own: what its layers, those of `parts`, compute. */
  expansion?: Expansion;
}

export interface Expansion {
  readonly parts: readonly (LayerValue | ModelValue)[];
  readonly inputs: readonly TensorValue[];
  readonly outputs: readonly TensorValue[];
}

export interface UnknownValue {
  readonly kind: "unknown";
  /** Continues the sentence "not understood: …". */
  readonly why: string;
  readonly location: Location;
  /** A mistake of the source, such as a name that does not exist: the reason is then an error, a whole sentence. */
  readonly mistake?: { readonly fix: Fix | null };
  /** Of two ways through the code only one leaves a value here: whether there is any is not known either. */
  readonly mayBeMissing?: true;
  /** Tensors that a call which is not understood was given: the network above it is known all the same. */
  readonly tensors?: readonly TensorValue[];
}

/** Arguments of a call after spreading, with what a callee needs to answer. */
export interface CallContext {
  readonly positional: readonly Value[];
  readonly keywords: ReadonlyMap<string, Value>;
  /** Place of the call. */
  readonly location: Location;
  /** Frames of the call, innermost first. */
  readonly frames: readonly Frame[];
  readonly interpreter: Running;
  /** The call as the user's source has it; absent where none has. */
  readonly written?: WrittenCall;
}

export interface WrittenCall {
  readonly uri: string;
  readonly callee: Expression;
  readonly arguments: readonly Argument[];
}

/** Where an argument stands. */
export interface ArgumentPlace {
  /** Of the value or, where that is spread out of something, of this. */
  readonly location: Location;
  /** Of the argument's name; null where it is not written. */
  readonly name: Location | null;
  /** The value as it is written; null where it is spread out of something. */
  readonly value: Expression | null;
}

/** Places of a call's arguments, by canonical name. */
export interface ArgumentPlaces {
  get(argument: string): ArgumentPlace | undefined;
}

/** What a function that is a value may ask of the evaluation that runs, and a library. */
export interface Running {
  /** What the language calls values, for messages. */
  readonly words: Words;
  /** Call any value with evaluated arguments. */
  call(callee: Value, positional: readonly Value[], keywords: ReadonlyMap<string, Value>, location: Location): Value;
  /** Calls a function of one of the library's own modules (`Library.bundled`) as if it stood at the call. */
  callBundled(module: string, name: string, call: CallContext): Value;
  /** The value of an argument of a directive. */
  directiveValue(expression: Expression): Value;
  /** Items of an iterable, or why it has none that are known. */
  iterate(value: Value, location: Location): readonly Value[] | UnknownValue;
  getAttribute(value: Value, name: string, location: Location): Value;
  /** Truth of a value in the language, or why it is not known. */
  truth(value: Value): boolean | UnknownValue;
  /** To be called before a list, dictionary, set, instance, iterator or model is changed, so that forks can undo it. */
  touch(container: Container): void;
  /** Counts work on `items` items against the budget of steps. */
  spend(items: number): void;
  /** Counts a layer once more: one that is added to a Sequential costs as much as one that is applied to a tensor. */
  countLayer(): void;
  /** The network of an instance of a user's class of models (`Library.networkOf`); undefined for another instance. */
  networkOf(instance: InstanceValue, location: Location): ModelValue | undefined;
  /** Classes of the user's whose instances were called on a tensor of a known shape: they are parts of what is shown. */
  readonly appliedClasses: Set<ClassValue>;
  /** Functions within the value may run later, any number of times, with anything: what they change is no longer known. */
  mayCall(value: Value, why: UnknownValue): void;
  report(problem: EvaluationProblem): void;
  /** Once per message and place. */
  assume(assumption: Assumption): void;
  /** What is running sets something of the library's that all layers made later may rest on. */
  setForAll(): void;
  /** A fresh number per prefix, for automatic layer names. */
  nextIndex(prefix: string): number;
  /** Height, width and channels in place of what the source says for an image; null leaves the source as it is. */
  readonly inputShape: readonly number[] | null;
  /** What the running method was called on, or the first argument of the running function. */
  readonly receiver: Value | null;
  /** Everything that the evaluation constructs, in order, so that models bound to no name are found. */
  readonly models: ModelValue[];
}

/** A member of a library class as an instance of a class that derives from it sees it, or that class itself. */
export type LibraryMember = (receiver: InstanceValue | ClassValue, interpreter: Running, location: Location) => Value;

/** A value that can change. */
export type Container =
  ListValue | DictionaryValue | SetValue | ArrayValue | InstanceValue | IteratorValue | ClassValue | ModelValue;

export interface EvaluationProblem {
  readonly severity: "error" | "warning" | "information";
  readonly code:
    "too-large" | "shape" | "argument" | "unknown-layer" | "unknown-value" | "limit" | "import" | "no-input-size";
  readonly message: string;
  readonly location: Location;
  readonly related?: readonly { readonly message: string; readonly location: Location }[];
  readonly fix?: Fix;
}
