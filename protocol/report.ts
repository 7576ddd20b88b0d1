import type { Location } from "./source";

/** Key of a device in a report: "agx", "tx2", … Devices are data; nothing may assume that there are two. */
export type DeviceId = string;

export interface DeviceInfo {
  readonly id: DeviceId;
  /** "Jetson AGX Xavier" */
  readonly name: string;
  /** "AGX" */
  readonly shortName: string;
}

/** What the analysis of one document says. Plain data: it crosses process borders as JSON. */
export interface Report {
  readonly uri: string;
  /** Version of the document that was analysed; null where the text did not come from an editor. */
  readonly version: number | null;
  readonly devices: readonly DeviceInfo[];
  readonly models: readonly ModelReport[];
  /** Problems of the document, those of its models included, in source order. */
  readonly problems: readonly Problem[];
  /** Definitions that build networks and are no model here, because something of them is not known. */
  readonly candidates?: readonly Candidate[];
  /** Uris of other files that were read or looked for: a change of one of them makes the report out of date. */
  readonly consulted?: readonly string[];
}

/** Why a definition that builds a network, or a part of one, has no estimate of its own. */
export interface Candidate {
  /** Unique in the document, also among its models. */
  readonly id: string;
  readonly name: string;
  /** Name of the definition. */
  readonly location: Location;
  /** A whole network, or a block that others call with a tensor: the latter is no surprise. */
  readonly kind: "network" | "part";
  /** Parameters without a value. */
  readonly missing: readonly string[];
  /** One sentence: what is missing, and what to do. */
  readonly why: string;
  /** The comment that would help, "…" where the author has to fill in; null where no comment can. */
  readonly directive: string | null;
  /** Height, width and channels that it has by default; null where it says none. */
  readonly size: Shape | null;
}

export interface ModelReport {
  /** Unique and stable within the document while its definition keeps its name. */
  readonly id: string;
  readonly name: string;
  /** The definition that a lens stands on (the name of the function or of the variable). */
  readonly location: Location;
  /** The call that gave a function its arguments, where it is not the function's own defaults. */
  readonly calledAt?: Location;
  /** Shapes without the batch dimension; null is an unknown dimension, or an unknown shape. */
  readonly inputShapes: readonly (Shape | null)[];
  readonly outputShapes: readonly (Shape | null)[];
  /** True when something was not understood, so that every total is a lower bound. */
  readonly partial: boolean;
  readonly parameters: Parameters;
  /** 2 × multiply-accumulates plus element-wise operations of one inference. */
  readonly flops: number;
  /** Multiply-accumulates of one inference; twice this is what the paper calls FLOPs, and what a title shows. */
  readonly macs: number;
  /** FLOPs of the convolutions alone (2 × MAC). */
  readonly convolutionFlops: number;
  readonly estimates: Readonly<Record<DeviceId, DeviceEstimate | RefusedEstimate>>;
  /** In topological order; their milliseconds add up to the model's. */
  readonly layers: readonly LayerReport[];
  /** What makes the program fail before it has this network; the figures, where there are any, are from before it. */
  readonly error: Problem | null;
  /** Milliseconds that one inference may take by a comment of the source; unset where there is none. */
  readonly budget?: Readonly<Record<DeviceId, number>>;
  readonly assumptions: readonly Assumption[];
  /** What the source asks for and no measurement has (FP16, another batch, a conversion): the figures leave it out. */
  readonly notes: readonly Note[];
  readonly problems: readonly Problem[];
  /** The paper's features by name, in the order of the paper's Table II. */
  readonly features: Readonly<Record<string, number>>;
}

export type Shape = readonly (number | null)[];

export interface Parameters {
  readonly total: number;
  readonly trainable: number;
  readonly nonTrainable: number;
}

export interface DeviceEstimate {
  readonly kind: "estimate";
  /** GPU time of one inference, FP32, batch 1, maximum power mode. */
  readonly ms: number;
  /** Bounds of the interval that holds the measured time of 9 of 10 networks like this one. */
  readonly low: number;
  readonly high: number;
  /** Id of the predictor that gave `ms`. */
  readonly predictor: string;
  /** Every predictor's answer in ms, the answering one included. */
  readonly predictors: Readonly<Record<string, number>>;
  /** Those of `predictors`, but for the answering one, that were asked beyond what they were trained on. */
  readonly extrapolated: readonly string[];
  /** True where the network is unlike every measured one. */
  readonly outsideMeasuredRange: boolean;
  /** Names of the most similar measured networks, nearest first ("ResNet-50 at 224"). */
  readonly nearest: readonly string[];
  /** Measured error of the answering predictor in the words of its card, e.g. "2.9 % on new image sizes". */
  readonly accuracy: string;
  /** The user's own measurements that the answering predictor was fitted to; null where it was fitted to none. */
  readonly ownRows: number | null;
  /** Figures of the user's own that scale the device; null where there is none. */
  readonly calibration: Calibrated | null;
  /** What one inference needs beside time; null where nothing of the kind was measured on the board. */
  readonly consumption: Consumption | RefusedEstimate | null;
}

/** Each with the interval that holds 9 of 10 networks like this one. */
export interface Consumption {
  readonly kind: "consumption";
  /** While the network runs. */
  readonly powerMilliwatts: ConsumptionFigure;
  /** Of one inference. */
  readonly energyMillijoules: ConsumptionFigure;
  /** Of the program that runs it, TensorFlow included. */
  readonly memoryMegabytes: ConsumptionFigure;
}

export interface ConsumptionFigure {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly outsideMeasuredRange: boolean;
}

export interface Calibrated {
  /** What every figure of the device was multiplied by. */
  readonly factor: number;
  /** How many measurements it comes from. */
  readonly figures: number;
  /** How they were measured, in the user's words. */
  readonly how: readonly string[];
}

/** No predictor could answer; never shown as a number. */
export interface RefusedEstimate {
  readonly kind: "refused";
  readonly why: string;
}

export interface LayerReport {
  readonly index: number;
  /** Class name in the framework's spelling ("Conv2D"). */
  readonly class: string;
  readonly name: string;
  /** Call that constructs the layer, innermost frame first; the last frame is the outermost call. */
  readonly construction: readonly Frame[];
  /** Call that applies the layer to a tensor, in the same form; empty where the layer stands in a list. */
  readonly application: readonly Frame[];
  /** Indexes of the layers whose outputs it reads. */
  readonly inputs: readonly number[];
  readonly outputShape: Shape | null;
  readonly parameters: number | null;
  readonly flops: number | null;
  /** Bytes of activations read and written, and of parameters read, in FP32. */
  readonly activationBytes: number | null;
  readonly weightBytes: number | null;
  /** Empty where the layer could not be estimated; `notEstimated` then says why. */
  readonly times: Readonly<Record<DeviceId, LayerTime>>;
  readonly notEstimated: string | null;
}

export interface LayerTime {
  readonly ms: number;
  /** Share of the model's milliseconds, 0 to 1. */
  readonly share: number;
  readonly heldBackBy: HeldBackBy;
}

/** Largest term of the additive model, in plain words. */
export type HeldBackBy =
  | "arithmetic"
  | "activations"
  | "weights"
  | "few input channels"
  | "few output channels"
  | "few outputs"
  | "launch"
  | "nothing: it launches no kernel";

/** One call on the way to a layer. */
export interface Frame {
  readonly location: Location;
  /** Function that holds the call; null at the top level of a module. */
  readonly function: string | null;
  /** Indexes of the loops around the call within that function, outermost first. */
  readonly iterations: readonly number[];
}

export type Severity = "error" | "warning" | "information";

export type ProblemCode =
  | "syntax"
  | "too-large"
  | "shape"
  | "argument"
  | "unknown-layer"
  | "unknown-value"
  | "no-input-size"
  | "limit"
  | "memory"
  | "budget"
  | "precision"
  | "directive"
  | "predictor"
  | "import";

export interface Problem {
  readonly severity: Severity;
  readonly code: ProblemCode;
  /** One sentence in the reader's words: what is wrong and, where it helps, what to do. */
  readonly message: string;
  readonly location: Location;
  readonly related: readonly { readonly message: string; readonly location: Location }[];
  /** What was probably meant, for the author to accept. */
  readonly fix?: Fix;
}

/** One text in place of another. */
export interface Fix {
  /** "Change to 'activation'" */
  readonly title: string;
  readonly location: Location;
  readonly text: string;
}

/** Something that the source asks for and the figures leave out. */
export interface Note {
  /** One sentence: what the source asks for, and what the figures are of. */
  readonly message: string;
  /** What stands beside the figure: `FP32, batch 1 assumed`. Notes with the same words are shown once. */
  readonly short: string;
  readonly location: Location;
}

/** What the figures rest on that the source does not say. */
export interface Assumption {
  /** One sentence, which names the parameter or the place. */
  readonly message: string;
  /** A few words for behind "assumed" where the figure stands: `224×224×3`, `1,000 classes`, `no errors`. */
  readonly short: string;
  readonly location: Location;
  /** Where the size of the input is assumed, so that the author can be asked for it. */
  readonly code?: "input-size";
}
