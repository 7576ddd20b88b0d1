/** What the command line says of a constructor beside what real Keras built. */

/** Operations that Keras wraps as layers, and classes of the packages' own: their parts stand in our report in their place. */
const NOT_COMPARED =
  /^(TFOpLambda|SlicingOpLambda|Lambda|InputLayer|TensorFlowOpLayer|ClassMethod|InstanceMethod|InstanceProperty)$/;

/**
 * - exact: parameters, outputs and each layer of a class of Keras are equal; with a reason where the time is a lower bound.
 * - partial: the report says that something is not known. absent: it says why there is no model.
 * - assumed: it differs by what the report says it assumed. wrong: it differs and says nothing of it.
 * - no oracle: Keras raised an error.
 *
 * @typedef {{ verdict: "exact" | "partial" | "absent" | "assumed" | "wrong" | "no oracle", why: string | null }} Answer
 */

/**
 * @param truth a line of truth.py
 * @param model one of `models` of `estimate --format json`; undefined where there is none
 * @param problems of the whole file
 * @param {ReadonlySet<string>} known names of the layer classes of Keras
 * @returns {Answer}
 */
export function compare(truth, model, problems, known) {
  if (truth.error !== undefined) return answer("no oracle", truth.error);
  if (model === undefined) return answer("absent", reasonIn(problems));
  const difference = differenceOf(truth, model, known);
  const reason = model.partial ? reasonIn(model.problems.length > 0 ? model.problems : problems) : null;
  if (difference === null) return answer("exact", reason);
  if (model.partial) return isRefuted(truth, model) ? answer("wrong", difference) : answer("partial", reason);
  if (model.assumptions.length > 0) return answer("assumed", `${model.assumptions[0].message} (${difference})`);
  return answer("wrong", difference);
}

/** Whether even a report that calls itself incomplete says what is not so: it is never more than all, and shapes are no bounds. */
function isRefuted(truth, model) {
  if (model.parameters.total > truth.parameters) return true;
  const flat = model.outputShapes.flat();
  return !flat.includes(null) && JSON.stringify(model.outputShapes) !== JSON.stringify(truth.outputs);
}

/** The first difference in words, null for none. */
function differenceOf(truth, model, known) {
  if (truth.parameters !== model.parameters.total) {
    return `${model.parameters.total} parameters, Keras has ${truth.parameters}`;
  }
  const [theirOutputs, ourOutputs] = [JSON.stringify(truth.outputs), JSON.stringify(model.outputShapes)];
  if (theirOutputs !== ourOutputs) return `outputs ${ourOutputs}, Keras gives ${theirOutputs}`;
  const ours = onceByName(model.layers).map((layer) => [layer.class, layer.outputShape, layer.parameters]);
  const exactly = countRows(ours);
  const theirs = truth.layers
    .filter(([name, , output]) => known.has(name) && !NOT_COMPARED.test(name) && output !== null)
    .map(([name, , output, parameters]) => [name, output, parameters]);
  for (const [key, count] of countRows(theirs)) {
    const row = JSON.parse(key);
    const found = row[1].includes(null) ? ours.filter((each) => fits(row, each)).length : (exactly.get(key) ?? 0);
    if (found < count) return `layer ${key}: ${found} of ${count}`;
  }
  return null;
}

/** Keras keeps the sizes of a nested model's layers as they were before it was called: what is open there may have any size. */
function fits([name, output, parameters], [ourName, ourOutput, ourParameters]) {
  return (
    name === ourName &&
    parameters === ourParameters &&
    ourOutput?.length === output.length &&
    output.every((side, axis) => side === null || side === ourOutput[axis])
  );
}

/** A layer that is applied several times stands in our report once for each. */
function onceByName(layers) {
  const seen = new Set();
  return layers.filter(({ name }) => !seen.has(name) && seen.add(name));
}

function countRows(rows) {
  const counts = new Map();
  for (const row of rows) {
    const key = JSON.stringify(row);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** The gravest problem; notes on how a time was estimated say least. */
function reasonIn(problems) {
  const [problem] = [...problems].sort((a, b) => rank(a) - rank(b));
  return problem === undefined ? null : problem.message;
}

function rank({ severity, message }) {
  if (severity === "information" && !/lower bound/.test(message)) return 3;
  return ["error", "warning", "information"].indexOf(severity);
}

function answer(verdict, why) {
  return { verdict, why };
}
