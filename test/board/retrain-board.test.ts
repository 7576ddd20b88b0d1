import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { deviceById, DEVICES, type Device } from "../../predictors/src/devices";
import { layeredPredictor } from "../../predictors/src/layered";
import { loadLayered } from "../../predictors/src/load";
import { retrainBoard, rollBackBoard } from "../../server/src/board/retrain-board";
import { packFeatures, type LabelledRow } from "../../server/src/board/row";
import { rowId } from "../../server/src/board/row-id";
import { loadDevices } from "../../server/src/node/environment";
import { Store } from "../../server/src/node/store";
import { modelText } from "../support/models";
import { ownNetworks, type OwnNetwork } from "../support/own-networks";
import { labelled } from "../support/rows";

const RESOURCES = path.resolve(__dirname, "..");
const MODELS = path.join(RESOURCES, "models");

describe("a board retrained on the store's rows", () => {
  let networks: readonly OwnNetwork[] = [];
  let store: Store;
  before(async () => {
    networks = await ownNetworks();
  });
  beforeEach(() => {
    store = new Store(fs.mkdtempSync(path.join(os.tmpdir(), "latency-lens-")));
  });
  afterEach(() => {
    fs.rmSync(store.folder, { recursive: true, force: true });
  });

  /** The first networks as so many times what TX2's predictor says. */
  function rows(device: string, count: number, factor: number): readonly LabelledRow[] {
    const loaded = loadLayered(modelText("layered", "tx2"));
    assert(!("kind" in loaded));
    const predict = layeredPredictor(loaded.model);
    return networks.slice(0, count).map(({ model, network }, i) => {
      const answer = predict(network);
      assert(answer.kind === "estimate");
      const source = { sha256: i.toString(16).padStart(64, "0"), tool: "nvprof", form: "gpu-trace" };
      return labelled({ model, device, ms: factor * answer.ms, source, features: packFeatures(network) });
    });
  }

  function named(id: string): Device {
    const device = deviceById(id);
    assert(device !== null);
    return device;
  }

  const shown = (): readonly string[] => loadDevices(RESOURCES, store).map(({ info }) => info.shortName);

  it("is shown beside the others where it is one of the user's own, until that is taken back", () => {
    const device = named("tx2-max-q");
    rows(device.id, 5, 1.6).forEach((row) => {
      store.append(row);
    });
    assert.deepEqual(shown(), ["AGX", "TX2"]);
    const first = retrainBoard(store, MODELS, device);
    assert(first.kind === "better", JSON.stringify(first));
    assert.deepEqual([first.version, first.before], [1, null]);
    assert.deepEqual(shown(), ["AGX", "TX2", "TX2 MAX-Q"]);
    const [network] = networks;
    const answer = loadDevices(RESOURCES, store)[2]?.predictors[0]?.predictor;
    assert(answer !== undefined && !("kind" in answer) && network !== undefined);
    const estimate = answer.predict(network.network);
    assert(estimate.kind === "estimate");
    const [measured] = rows(device.id, 1, 1.6);
    assert.ok(Math.abs(estimate.ms / (measured?.ms ?? NaN) - 1) < 0.05, `${estimate.ms} for ${measured?.ms}`);
    assert.deepEqual(rollBackBoard(store, device), { kind: "rolled back", version: null });
    assert.deepEqual(shown(), ["AGX", "TX2"]);
    assert.equal(rollBackBoard(store, device).kind, "nothing");
  });

  it("gets a predictor where none is shipped for it", () => {
    rows("nano", 6, 3).forEach((row) => {
      store.append(row);
    });
    assert.equal(retrainBoard(store, MODELS, DEVICES.nano).kind, "better");
    assert.deepEqual(shown(), ["AGX", "TX2", "Nano"]);
  });

  it("tells each row, and the rows that it was fitted to stay known when others are taken out", () => {
    const all = rows("tx2", 8, 1.6);
    all.forEach((row) => {
      store.append(row);
    });
    const first = retrainBoard(store, MODELS, DEVICES.tx2);
    assert(first.kind === "better");
    assert.deepEqual(
      first.rows.map(({ id }) => id),
      all.map(rowId),
    );
    const model = store.model("tx2");
    assert(model.kind === "model");
    const loaded = loadLayered(model.text);
    assert(!("kind" in loaded));
    assert.deepEqual(loaded.card.retrained?.fitted, all.map(rowId));
    // Fitted to all that is left, nothing new: the one that answers stays.
    fs.writeFileSync(
      path.join(store.folder, "rows.jsonl"),
      all
        .slice(2)
        .map((row) => `${JSON.stringify(row)}\n`)
        .join(""),
    );
    const second = retrainBoard(store, MODELS, DEVICES.tx2);
    assert(second.kind === "kept", second.kind);
    assert.deepEqual([second.because, second.version], ["not better", 1]);
  });

  it("leaves no trace where it is ended on the way", () => {
    rows("tx2", 8, 1.6).forEach((row) => {
      store.append(row);
    });
    const ended = new Error("ended");
    assert.throws(
      () =>
        retrainBoard(store, MODELS, DEVICES.tx2, (share) => {
          if (share > 0.2) throw ended;
        }),
      ended,
    );
    assert.deepEqual(fs.readdirSync(store.folder), ["rows.jsonl"]);
  });
});
