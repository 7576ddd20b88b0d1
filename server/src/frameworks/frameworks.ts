/** The frameworks that are known: a new one is a row here. */
import type { Language } from "../syntax/program";
import { KERAS } from "./keras/framework";
import { TFJS } from "./tfjs/framework";
import type { Framework } from "./tracing/framework";

const FRAMEWORKS: readonly Framework[] = [KERAS, TFJS];

/** A file may use each of them. */
export function frameworksOf(language: Language): readonly Framework[] {
  return FRAMEWORKS.filter((framework) => framework.language === language);
}
