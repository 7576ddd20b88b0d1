/** `to_snake_case` of tf.keras: "MaxPooling2D" → "max_pooling2d", "LeakyReLU" → "leaky_re_lu". */
export function snakeCase(name: string): string {
  return name
    .replace(/(.)([A-Z][a-z0-9]+)/g, "$1_$2")
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase();
}
