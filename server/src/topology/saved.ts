/** A Keras topology while it is written: the form of `to_json()` in Keras 2, which every version of TensorFlow with Keras 2 reads. */
import type { KnownShape } from "../layers/arithmetic";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A layer's class and its arguments. */
export interface SavedLayer {
  readonly class: string;
  readonly config: Readonly<Record<string, Json>>;
}

/** The output of one application of a saved layer, with its shape without the batch. */
export interface Tensor {
  readonly layer: string;
  readonly application: number;
  readonly shape: KnownShape;
}

/** Why a network cannot be written; caught where the writing begins. `message` is a whole sentence. */
export class NotWritable extends Error {}

interface Written {
  readonly class: string;
  readonly config: Readonly<Record<string, Json>>;
  readonly applications: Json[];
}

export class SavedNetwork {
  readonly #layers = new Map<string, Written>();
  /** Names of layers whose weights several applications share. */
  readonly #shared = new Map<object, string>();
  readonly #inputs: Tensor[] = [];

  addInput(shape: KnownShape): Tensor {
    const name = this.add({ class: "InputLayer", config: { batch_input_shape: [null, ...shape], dtype: "float32" } });
    const tensor = this.applied(name, [], shape);
    this.#inputs.push(tensor);
    return tensor;
  }

  /** Applies a layer; those of one `identity` are one layer with one set of weights. */
  apply(layer: SavedLayer, inputs: readonly Tensor[], shape: KnownShape, identity: object = {}): Tensor {
    let name = this.#shared.get(identity);
    if (name === undefined) this.#shared.set(identity, (name = this.add(layer)));
    return this.applied(name, inputs, shape);
  }

  json(outputs: readonly Tensor[]): Json {
    return {
      class_name: "Model",
      config: {
        name: "network",
        layers: [...this.#layers].map(([name, { class: class_name, config, applications }]) => ({
          name,
          class_name,
          config: { ...config, name },
          inbound_nodes: class_name === "InputLayer" ? [] : applications,
        })),
        input_layers: this.#inputs.map(place),
        output_layers: outputs.map(place),
      },
      keras_version: "2.3.1",
      backend: "tensorflow",
    };
  }

  /** The source's names stay here: they may be anything, and no figure rests on them. */
  private add({ class: className, config }: SavedLayer): string {
    const name = `layer_${this.#layers.size}`;
    this.#layers.set(name, { class: className, config, applications: [] });
    return name;
  }

  private applied(name: string, inputs: readonly Tensor[], shape: KnownShape): Tensor {
    const applications = this.#layers.get(name)?.applications ?? [];
    applications.push(inputs.map((input) => [...place(input), {}]));
    return { layer: name, application: applications.length - 1, shape };
  }
}

function place({ layer, application }: Tensor): readonly Json[] {
  return [layer, application, 0];
}
