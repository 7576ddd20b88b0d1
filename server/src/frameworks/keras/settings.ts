/** What a program sets for all layers that it makes, and how its files are written. */
import type { Heap } from "../../values/heap";
import { Conversions } from "./conversions";
import { CustomObjects } from "./custom-objects";
import { DataFormat } from "./data-format";
import { Dialects } from "./dialect";
import { Precision } from "./precision";

export class Settings {
  readonly dataFormat: DataFormat;
  readonly precision: Precision;
  readonly conversions: Conversions;
  /** In which Keras the files are written. */
  readonly dialects = new Dialects();
  /** Names that the program gives to functions and classes of its own. */
  readonly customObjects: CustomObjects;

  constructor(heap: Heap) {
    this.dataFormat = new DataFormat(heap);
    this.precision = new Precision(heap);
    this.conversions = new Conversions(heap);
    this.customObjects = new CustomObjects(heap);
  }
}
