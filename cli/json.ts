/** Report → the JSON of the command line. Lines and columns count from 1; nothing is rounded; null is "not known". */
import type {
  Candidate,
  DeviceEstimate,
  LayerReport,
  ModelReport,
  Problem,
  RefusedEstimate,
  Report,
} from "../protocol/report";
import { lineNumber } from "../protocol/source";
import type { Location } from "../protocol/source";
import { CONDITIONS } from "../server/src/ide/format";

export function reportJson(report: Report, file: string): unknown {
  return {
    file,
    conditions: CONDITIONS,
    models: report.models.map((model) => modelJson(model, report.uri)),
    problems: report.problems.map((problem) => problemJson(problem, report.uri)),
    candidates: (report.candidates ?? []).map((candidate) => candidateJson(candidate, report.uri)),
    assumptions: report.models.flatMap((model) => assumptionsJson(model, report.uri)),
  };
}

/** A definition that builds a network, or a part of one, without an estimate of its own. */
function candidateJson({ name, kind, location, missing, why, directive }: Candidate, uri: string): unknown {
  return { name, kind, span: spanJson(location, uri), missing, why, directive };
}

function modelJson(model: ModelReport, uri: string): unknown {
  return {
    name: model.name,
    span: spanJson(model.location, uri),
    calledAt: model.calledAt === undefined ? null : spanJson(model.calledAt, uri),
    partial: model.partial,
    inputShapes: model.inputShapes,
    outputShapes: model.outputShapes,
    parameters: model.parameters,
    flops: model.flops,
    convolutionFlops: model.convolutionFlops,
    devices: mapValues(model.estimates, estimateJson),
    features: model.features,
    layers: model.layers.map((layer) => layerJson(layer, uri)),
    problems: model.problems.map((problem) => problemJson(problem, uri)),
    error: model.error === null ? null : problemJson(model.error, uri),
    assumptions: assumptionsJson(model, uri),
    notes: model.notes.map(({ message, short, location }) => ({ message, short, span: spanJson(location, uri) })),
  };
}

function estimateJson(estimate: DeviceEstimate | RefusedEstimate): unknown {
  if (estimate.kind === "refused") return { ms: null, low: null, high: null, predictors: {}, why: estimate.why };
  const { ms, low, high, predictor, predictors, extrapolated, outsideMeasuredRange } = estimate;
  const { nearest, accuracy, ownRows, calibration } = estimate;
  return {
    ms,
    low,
    high,
    predictor,
    predictors,
    extrapolated,
    outsideMeasuredRange,
    nearest,
    accuracy,
    ownRows,
    calibration,
    consumption: consumptionJson(estimate.consumption),
  };
}

/** Null where nothing is known of the board; null figures with the reason where nothing is known of the network. */
function consumptionJson(consumption: DeviceEstimate["consumption"]): unknown {
  if (consumption === null) return null;
  if (consumption.kind === "refused")
    return { powerMilliwatts: null, energyMillijoules: null, memoryMegabytes: null, why: consumption.why };
  const { powerMilliwatts, energyMillijoules, memoryMegabytes } = consumption;
  return { powerMilliwatts, energyMillijoules, memoryMegabytes };
}

export function layerJson(layer: LayerReport, uri: string): unknown {
  const place = layer.construction[0] ?? layer.application[0];
  return {
    class: layer.class,
    name: layer.name,
    span: place === undefined ? null : spanJson(place.location, uri),
    inputs: layer.inputs,
    outputShape: layer.outputShape,
    parameters: layer.parameters,
    flops: layer.flops,
    activationBytes: layer.activationBytes,
    weightBytes: layer.weightBytes,
    ms: mapValues(layer.times, (time) => time.ms),
    heldBackBy: mapValues(layer.times, (time) => time.heldBackBy),
    notEstimated: layer.notEstimated,
  };
}

function assumptionsJson(model: ModelReport, uri: string): unknown[] {
  return model.assumptions.map(({ message, short, location }) => ({
    message,
    short,
    model: model.name,
    span: spanJson(location, uri),
  }));
}

function problemJson(problem: Problem, uri: string): unknown {
  const { severity, code, message, location, related } = problem;
  return {
    severity,
    code,
    message,
    span: spanJson(location, uri),
    related: related.map((place) => ({ message: place.message, span: spanJson(place.location, uri) })),
  };
}

/** `uri` only where the place lies in another document, `cell` only in a notebook, whose lines count within it. */
function spanJson(location: Location, uri: string): unknown {
  const { start, end } = location.range;
  const { cell } = location;
  const first = lineNumber(location);
  const span = {
    ...(cell === undefined ? {} : { cell: cell.number }),
    start: { line: first, column: start.character + 1 },
    end: { line: first + end.line - start.line, column: end.character + 1 },
  };
  return location.uri === uri ? span : { uri: location.uri, ...span };
}

function mapValues<T>(record: Readonly<Record<string, T>>, map: (value: T) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
