/** The versions that a program finds, which no source says. */
import { string } from "../../values/make";
import type { Value } from "../../values/value";
import type { Assumed } from "../../eval/host";

/**
 * The last version of TensorFlow with Keras 2, and of that Keras: what most sources of networks are written for. Files in the words of
 * Keras 1 that ask for the version have a branch for Keras 2 as well.
 */
const VERSION = "2.15.0";

/** Texts that tell a version. `assumed` gets what is assumed of those that were asked for. */
export class Versions {
  private readonly texts = new Map<string, Value>();

  constructor(private readonly assumed: Map<Value, Assumed>) {}

  /** `tensorflow.__version__`, `keras.__version__` and their like; undefined for any other name. */
  resolve(path: string): Value | undefined {
    if (!VERSION_NAMES.test(path)) return undefined;
    const product = path.startsWith("keras") ? "Keras" : "TensorFlow";
    const known = this.texts.get(product);
    if (known !== undefined) return known;
    const text = string(VERSION);
    this.texts.set(product, text);
    this.assumed.set(text, {
      message: `the source asks for the version of ${product}, which is taken to be ${VERSION}`,
      short: `${product} ${VERSION.replace(/\.0$/, "")}`,
    });
    return text;
  }
}

const VERSION_NAMES = /^(?:tensorflow(?:\.compat\.v[12])?\.(?:__version__|version\.VERSION)|keras\.__version__)$/;
