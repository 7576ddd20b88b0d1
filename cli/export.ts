/** `latency-lens export`: a predictor as one Python or C file, to be run where Node is not, such as on the board itself. */
import * as fs from "node:fs";
import * as path from "node:path";
import { EMBEDDED_IDS, embeddedDevice } from "../predictors/src/devices";
import { loadParts, type Parts } from "../predictors/src/load";
import { isAnswering } from "../predictors/src/predictor";
import { PROGRAM_LANGUAGES, programOf, type ProgramLanguage, type ProgramSources } from "../predictors/src/program";
import cBody from "../predictors/programs/body.c";
import cHead from "../predictors/programs/head.c";
import pythonHead from "../predictors/programs/head.py";
import cLayered from "../predictors/programs/layered.c";
import pythonLayered from "../predictors/programs/layered.py";
import cLinear from "../predictors/programs/linear.c";
import pythonLinear from "../predictors/programs/linear.py";
import cMain from "../predictors/programs/main.c";
import pythonMain from "../predictors/programs/main.py";
import cPerceptron from "../predictors/programs/perceptron.c";
import pythonPerceptron from "../predictors/programs/perceptron.py";
import cRegression from "../predictors/programs/regression.c";
import pythonRegression from "../predictors/programs/regression.py";
import cSupportVectors from "../predictors/programs/support_vectors.c";
import pythonSupportVectors from "../predictors/programs/support_vectors.py";
import cTotals from "../predictors/programs/totals.c";
import pythonTotals from "../predictors/programs/totals.py";
import cTrees from "../predictors/programs/trees.c";
import pythonTrees from "../predictors/programs/trees.py";
import cUsable from "../predictors/programs/usable.c";
import pythonUsable from "../predictors/programs/usable.py";
import { PREDICTOR_IDS } from "../server/src/node/environment";
import { Store, storeFolder } from "../server/src/node/store";
import { UsageError } from "./usage";

const SOURCES: Readonly<Record<ProgramLanguage, ProgramSources>> = {
  python: {
    head: pythonHead,
    body: "",
    trees: pythonTrees,
    usable: pythonUsable,
    layered: pythonLayered,
    totals: pythonTotals,
    regression: pythonRegression,
    regressors: { linear: pythonLinear, perceptron: pythonPerceptron, "support-vectors": pythonSupportVectors },
    main: pythonMain,
  },
  c: {
    head: cHead,
    body: cBody,
    trees: cTrees,
    usable: cUsable,
    layered: cLayered,
    totals: cTotals,
    regression: cRegression,
    regressors: { linear: cLinear, perceptron: cPerceptron, "support-vectors": cSupportVectors },
    main: cMain,
  },
};

export interface ExportOptions {
  readonly device: string;
  /** Id of an embedded predictor; by default the one that answers in the editor, a retrained one included. */
  readonly predictor?: string;
  readonly language: string;
  /** File to write; standard output by default. */
  readonly out?: string;
  readonly store?: string;
  /** Folder with `models/`. */
  readonly resources: string;
  readonly version: string;
  readonly write: (text: string) => void;
}

/** The exit status is 0. Throws UsageError for arguments, and for model files, that cannot be used. */
export function exportPredictor(options: ExportOptions): number {
  const language = PROGRAM_LANGUAGES.find((known) => known === options.language);
  if (language === undefined)
    throw new UsageError(`--language ${options.language}: give ${PROGRAM_LANGUAGES.join(" or ")}`);
  const text = programOf(partsOf(options), language, SOURCES[language], options.version);
  if (options.out === undefined) options.write(text);
  else writeFile(options.out, text);
  return 0;
}

function partsOf({ device, predictor, store, resources }: ExportOptions): Parts {
  if (embeddedDevice(device) === null) throw new UsageError(`--device ${device}: give ${EMBEDDED_IDS}`);
  if (predictor !== undefined) {
    const id = PREDICTOR_IDS.find((known) => known === predictor);
    if (id === undefined) throw new UsageError(`--predictor ${predictor}: give ${PREDICTOR_IDS.join(", ")}`);
    return embedded(resources, id, device);
  }
  const own = new Store(storeFolder(store)).model(device);
  if (own.kind === "unreadable") throw new UsageError(`${own.name} cannot be used: ${own.why}`);
  if (own.kind === "model") return usable(own.name, own.text);
  const answering = PREDICTOR_IDS.map((id) => embedded(resources, id, device)).find(({ card }) => isAnswering(card));
  if (answering === undefined) throw new UsageError(`no predictor of ${device} answers; reinstall Latency Lens`);
  return answering;
}

function embedded(resources: string, id: string, device: string): Parts {
  const name = `${id}-${device}.json`;
  return usable(name, fs.readFileSync(path.join(resources, "models", name), "utf8"));
}

function usable(name: string, text: string): Parts {
  const parts = loadParts(text);
  if ("why" in parts) throw new UsageError(`the predictor ${name} cannot be used: ${parts.why}`);
  return parts;
}

function writeFile(file: string, text: string): void {
  try {
    fs.writeFileSync(file, text);
  } catch (error) {
    throw new UsageError(`--out ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
