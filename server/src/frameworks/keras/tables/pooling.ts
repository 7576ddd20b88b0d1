/** Constructors of pooling layers. */
import { define } from "../define";
import type { Rows } from "../define";

const WINDOW = ["pool_size", "strides", "padding", "data_format"];
const WHOLE = ["data_format", "keepdims"];
const GIVEN = ["output_size", "data_format"];

export const POOLING_CONSTRUCTORS: Rows = [1, 2, 3].flatMap((rank) => {
  const fixedInKeras2 = rank === 1;
  return [
    ...define(`MaxPooling${rank}D`, WINDOW, { aliases: [`MaxPool${rank}D`], fixedInKeras2 }),
    ...define(`AveragePooling${rank}D`, WINDOW, { aliases: [`AvgPool${rank}D`], fixedInKeras2 }),
    ...define(`GlobalMaxPooling${rank}D`, WHOLE, { aliases: [`GlobalMaxPool${rank}D`], fixedInKeras2 }),
    ...define(`GlobalAveragePooling${rank}D`, WHOLE, { aliases: [`GlobalAvgPool${rank}D`], fixedInKeras2 }),
    ...define(`AdaptiveMaxPooling${rank}D`, GIVEN),
    ...define(`AdaptiveAveragePooling${rank}D`, GIVEN),
  ];
});
