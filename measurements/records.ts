/** What the measurements keep of a network: its layers, and their shapes at each size. */

export interface LayerRecord {
  readonly name: string;
  readonly class: string;
  readonly filters?: number;
  readonly kernel?: readonly [number, number];
  readonly activation?: string;
  readonly use_bias?: boolean;
}

/** Output shape and parameters of each layer at one input size. */
export interface SizeRecord {
  readonly output_shapes: readonly (readonly number[])[];
  readonly params: readonly number[];
}

export interface ModelRecord {
  readonly model: string;
  readonly layers: readonly LayerRecord[];
  /** By input width. */
  readonly sizes: Readonly<Record<string, SizeRecord>>;
}
