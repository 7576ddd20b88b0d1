/** Layers that Keras exports and that are not followed here, each with the reason that is shown where one is used. */

const CODE_OF_OTHERS = "what it runs is code of another framework or a saved model, which is not read";

/** Functions on tensors whose results have a size that no source says, each with what is said of a call. */
export const FUNCTIONS_NOT_FOLLOWED: ReadonlyMap<string, string> = new Map(
  [
    "image.non_max_suppression",
    "image.non_max_suppression_overlaps",
    "image.non_max_suppression_padded",
    "image.non_max_suppression_with_scores",
    "image.combined_non_max_suppression",
  ].map((name) => [
    `tensorflow.${name}`,
    `how many boxes tf.${name} keeps depends on the picture, so what it costs is not known before the program runs`,
  ]),
);

export const NOT_FOLLOWED: ReadonlyMap<string, string> = new Map([
  ["AbstractRNNCell", "it is only a base of cells"],
  ["DenseFeatures", "its size depends on feature columns, which are not followed"],
  ["FlaxLayer", CODE_OF_OTHERS],
  ["InputSpec", "it is no layer"],
  ["JaxLayer", CODE_OF_OTHERS],
  ["Layer", "it is only a base of layers"],
  ["MaxNumBoundingBoxes", "bounding boxes are not followed"],
  ["MelSpectrogram", "spectrograms are not followed yet"],
  ["Pipeline", "the layers that it runs over a data set are not followed"],
  ["ReversibleEmbedding", "the direction in which it runs is not followed yet"],
  ["STFTSpectrogram", "spectrograms are not followed yet"],
  ["TFSMLayer", CODE_OF_OTHERS],
  ["TorchModuleWrapper", CODE_OF_OTHERS],
  ["Wrapper", "it is only a base of layers"],
]);
