/** The files of `zoo/keras` that make up keras.applications, bundled as text: those of its own folder and what they import. */
import type { ModuleRequest, ModuleSource } from "../../eval/evaluate";
import type { Program } from "../../syntax/program";
import application from "../../../../zoo/keras/applications/application.py";
import efficientnetV2 from "../../../../zoo/keras/applications/efficientnet_v2.py";
import preprocessing from "../../../../zoo/keras/applications/preprocessing.py";

/** By the dotted name below `zoo/keras`. */
const SOURCES: ReadonlyMap<string, string> = new Map([
  ["applications.application", application],
  ["applications.efficientnet_v2", efficientnetV2],
  ["applications.preprocessing", preprocessing],
]);

/** No file has this scheme: nothing that an editor could open. */
const SCHEME = "latency-lens-zoo:";

/** Parses each file once, when it is first asked for. */
export class ZooSources {
  private readonly programs = new Map<string, Program>();

  constructor(private readonly parse: (text: string) => Program) {}

  /** The module that `from` imports, or that the library asks for by its dotted name; undefined where there is none. */
  module({ module, level, from }: ModuleRequest): ModuleSource | undefined {
    const name = level === 0 ? module : [...packageOf(from, level), ...(module === "" ? [] : [module])].join(".");
    const text = SOURCES.get(name);
    if (text === undefined) return undefined;
    const program = this.programs.get(name) ?? this.parse(text);
    this.programs.set(name, program);
    return { uri: `${SCHEME}/${name}`, program };
  }
}

/** The package that `level` dots mean in a module of ours. */
function packageOf(uri: string, level: number): readonly string[] {
  return uri
    .slice(SCHEME.length + 1)
    .split(".")
    .slice(0, -level);
}
