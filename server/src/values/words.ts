/** What a language calls the values that every language has: messages about a source speak its words. */
export interface Words {
  /** The value that stands for none. */
  readonly nothing: string;
  readonly true: string;
  readonly false: string;
  readonly dictionary: string;
  readonly list: string;
  readonly tuple: string;
  /** A function without a name. */
  readonly lambda: string;
  /** Whether a whole number that is a float shows its point, as in Python's 2.0. */
  readonly marksFloats: boolean;
  /** The comment that says the size of an image. */
  readonly sizeComment: string;
  /** How the source spells a parameter whose name is `kernel_size` in Keras. */
  parameter(name: string): string;
}

export const PYTHON_WORDS: Words = {
  nothing: "None",
  true: "True",
  false: "False",
  dictionary: "dict",
  list: "list",
  tuple: "tuple",
  lambda: "a lambda",
  marksFloats: true,
  sizeComment: "# latency: input_shape=(224, 224, 3)",
  parameter: (name) => name,
};

export const JAVASCRIPT_WORDS: Words = {
  nothing: "null",
  true: "true",
  false: "false",
  dictionary: "object",
  list: "array",
  tuple: "array",
  lambda: "a function",
  marksFloats: false,
  sizeComment: "// latency: inputShape=[224, 224, 3]",
  parameter: (name) => name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
};
