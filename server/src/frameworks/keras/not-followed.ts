/** Layers that Keras exports and that are not followed here, each with the reason that is shown where one is used. */

const CODE_OF_OTHERS = "what it runs is code of another framework or a saved model, which is not read";

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
