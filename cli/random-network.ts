/** Random convolutional networks as Keras source: what a board, a predictor or a test can be tried on beyond the networks that people publish. Pure. */
import { Random } from "../predictors/src/train/random";

/** What the networks are made of; both ends are included. */
export const RANGES = {
  /** Height and width of the images, in pixels. */
  sides: [64, 96, 128, 160, 192, 224, 256, 320],
  /** Blocks between the input and the classifier. */
  blocks: [3, 16],
  /** Filters of the first convolution, before the first reduction of the image. */
  stem: [16, 24, 32, 48, 64],
  /** No layer has more filters. */
  mostFilters: 512,
  kernels: [1, 3, 3, 3, 5, 7],
  dilations: [2, 4],
  groups: [2, 4, 8],
  branches: [2, 4],
  /** Fully connected layers before the classifier. */
  hidden: [0, 2],
  classes: [10, 100, 1000],
  activations: ["relu", "relu", "relu", "tanh", "sigmoid", "elu"],
} as const;

/** Larger images are reduced before a block, and layers with more filters have small kernels: otherwise some networks need more memory than a board has. */
const LARGE_SIDE = 112;
const WIDE = 256;

/** The source of one network, the function `build`; the same for the same numbers, whatever else is generated. */
export function randomNetwork(seed: number, index: number, attempt = 0): string {
  const place = Math.imul(index + 1, 0x85ebca6b) ^ Math.imul(attempt, 0xc2b2ae35);
  return new Writer(new Random(Math.imul(seed, 0x9e3779b1) ^ place)).write();
}

class Writer {
  readonly #lines: string[] = [];
  #side: number;
  #filters: number;
  readonly #activation: string;
  readonly #isNormalized: boolean;

  constructor(private readonly random: Random) {
    this.#side = this.one(RANGES.sides);
    this.#filters = this.one(RANGES.stem);
    this.#activation = this.one(RANGES.activations);
    this.#isNormalized = this.chance(0.7);
  }

  write(): string {
    const side = this.#side;
    this.convolution(this.#filters, this.one([3, 5, 7]), this.chance(0.7) ? 2 : 1, "");
    const blocks = this.between(RANGES.blocks);
    for (let block = 0; block < blocks; block += 1) this.block();
    this.head();
    return [
      "from tensorflow.keras import layers, models",
      "",
      "",
      "def build():",
      `    image = x = layers.Input((${side}, ${side}, 3))`,
      ...this.#lines.map((line) => `    ${line}`),
      "    return models.Model(image, x)",
      "",
    ].join("\n");
  }

  /** One block; every few of them the image becomes smaller and the filters more. */
  private block(): void {
    if (this.#side > LARGE_SIDE || (this.#side >= 8 && this.chance(0.4))) this.reduce();
    const kinds = [
      () => {
        const kernel = this.#filters > WIDE ? this.one([1, 3]) : this.one(RANGES.kernels);
        this.convolution(this.#filters, kernel, 1, this.variant(kernel));
      },
      () => {
        this.separable();
      },
      () => {
        this.residual();
      },
      () => {
        this.branches();
      },
    ];
    this.one(kinds)();
  }

  private reduce(): void {
    this.#filters = Math.min(RANGES.mostFilters, this.#filters * (this.chance(0.8) ? 2 : 1));
    const way = this.random.below(3);
    if (way === 0) this.convolution(this.#filters, 3, 2, "");
    else {
      this.add(`x = layers.${way === 1 ? "MaxPooling2D" : "AveragePooling2D"}(2, padding="same")(x)`);
      this.#side = Math.ceil(this.#side / 2);
    }
  }

  /** "", ", dilation_rate=2" or ", groups=4": every count of filters is a multiple of 8 from the first convolution on. */
  private variant(kernel: number): string {
    const kind = this.random.below(4);
    if (kind === 0 && kernel > 1) return `, dilation_rate=${this.one(RANGES.dilations)}`;
    return kind === 1 ? `, groups=${this.one(RANGES.groups)}` : "";
  }

  private convolution(filters: number, kernel: number, stride: number, variant: string): void {
    const strides = stride === 1 ? "" : `, strides=${stride}`;
    this.add(`x = layers.Conv2D(${filters}, ${kernel}${strides}, padding="same"${variant}${this.bias()})(x)`);
    this.#side = Math.ceil(this.#side / stride);
    this.finish();
  }

  private separable(): void {
    const kernel = this.one([3, 5]);
    if (this.chance(0.3)) {
      this.add(`x = layers.SeparableConv2D(${this.#filters}, ${kernel}, padding="same"${this.bias()})(x)`);
      this.finish();
      return;
    }
    this.add(`x = layers.DepthwiseConv2D(${kernel}, padding="same"${this.bias()})(x)`);
    this.finish();
    this.convolution(this.#filters, 1, 1, "");
  }

  private residual(): void {
    this.convolution(this.#filters, 1, 1, "");
    this.add("shortcut = x");
    const isNarrow = this.chance(0.5);
    if (isNarrow) this.convolution(this.#filters / 2, 1, 1, "");
    this.convolution(isNarrow ? this.#filters / 2 : this.#filters, 3, 1, "");
    this.convolution(this.#filters, isNarrow ? 1 : 3, 1, "");
    this.add("x = layers.Add()([x, shortcut])");
  }

  private branches(): void {
    const count = this.between(RANGES.branches);
    this.add("before = x", "branches = []");
    for (let branch = 0; branch < count; branch += 1) {
      this.add("x = before");
      if (this.chance(0.2)) this.add(`x = layers.MaxPooling2D(3, strides=1, padding="same")(x)`);
      this.convolution(this.#filters / 2, this.one([1, 3, 5]), 1, "");
      this.add("branches.append(x)");
    }
    this.add("x = layers.Concatenate()(branches)");
    this.convolution(this.#filters, 1, 1, "");
  }

  /** Flattening is for small images alone: its weights would be those of the whole network. */
  private head(): void {
    const isFlat = this.#side * this.#side * this.#filters <= 25_088 && this.chance(0.4);
    this.add(`x = layers.${isFlat ? "Flatten" : "GlobalAveragePooling2D"}()(x)`);
    const hidden = this.between(RANGES.hidden);
    for (let layer = 0; layer < hidden; layer += 1) {
      this.add(`x = layers.Dense(${this.one([128, 256, 512, 1024])}, activation="${this.#activation}")(x)`);
      if (this.chance(0.5)) this.add("x = layers.Dropout(0.5)(x)");
    }
    this.add(`x = layers.Dense(${this.one(RANGES.classes)}, activation="softmax")(x)`);
  }

  private bias(): string {
    return this.#isNormalized ? ", use_bias=False" : "";
  }

  private finish(): void {
    if (this.#isNormalized) this.add("x = layers.BatchNormalization()(x)");
    this.add(`x = layers.Activation("${this.#activation}")(x)`);
  }

  private add(...lines: readonly string[]): void {
    this.#lines.push(...lines);
  }

  private one<T>(of: readonly T[]): T {
    return of[this.random.below(of.length)] as T;
  }

  private between([low, high]: readonly [number, number]): number {
    return low + this.random.below(high - low + 1);
  }

  private chance(share: number): boolean {
    return this.random.next() < share;
  }
}
