/** What a recording is said to be of, and what is read from it. */
import type { DeviceId } from "../../../predictors/src/devices";
import type { KernelPrint } from "./kernel-print";

export interface Recorded {
  /** Null where the recording itself shall tell. */
  readonly device: DeviceId | null;
  readonly model: string;
  /** Convolutions of the network, depthwise ones included. */
  readonly convolutions: number;
  readonly depthwise: number;
  /** Dense layers and other matrix products. */
  readonly products: number;
  /** Whether a convolution of it is transposed. */
  readonly hasTransposed: boolean;
  /** Bytes of the first input, FP32 and batch 1; null where they are not known. */
  readonly inputBytes: number | null;
  /** Runs of the recording as the user counts them; null where they did not say. */
  readonly runs: number | null;
  /** Whether the board was known to be in another power mode, in which its clock may be lower. */
  readonly isOwnMode?: boolean;
  /** Whether it is said to be of TensorRT, whose times are kept apart. */
  readonly isTensorRt?: boolean;
}

export type Confidence = "high" | "medium" | "low";

export interface Label {
  readonly kind: "label";
  readonly device: DeviceId;
  readonly tool: "nvprof" | "nsys" | "trtexec";
  readonly form: "gpu-trace" | "gpu-summary" | "times" | "profile";
  readonly ms: number;
  /** Runs behind the mean. */
  readonly runs: number;
  readonly kernelsPerRun: number;
  readonly confidence: Confidence;
  /** How runs were told apart, in words. */
  readonly how: string;
  /** Median absolute deviation of a run's time, as a share of the median; null where single runs are not known. */
  readonly deviation: number | null;
  readonly kernels: KernelPrint;
}

/** Fewer runs are not averaged. */
export const LEAST_RUNS = 20;
