import assert from "node:assert/strict";
import { labelTotals } from "../../server/src/board/from-totals";
import { labelTrace } from "../../server/src/board/from-trace";
import type { Recorded } from "../../server/src/board/label";
import type { CopyIn, KernelRun, Totals, Trace } from "../../server/src/board/trace";

const INPUT_BYTES = 64 * 64 * 3 * 4;
const NETWORK: Recorded = {
  device: "tx2",
  model: "net",
  convolutions: 2,
  depthwise: 0,
  products: 1,
  hasTransposed: false,
  inputBytes: INPUT_BYTES,
  runs: null,
};

type Launch = readonly [name: string, ms: number];
const RUN: readonly Launch[] = [
  ["maxwell_scudnn_128x64_relu_interior_nn", 3],
  ["void tensorflow::BiasNHWCKernel<float>(int)", 0.1],
  ["maxwell_scudnn_winograd_128x128_ldg1_ldg4_tile148n_nt", 2],
  ["void Eigen::internal::EigenMetaKernel<relu>(float, int)", 0.2],
  ["void gemv2T_kernel_val<int, int, float>(float)", 0.7],
];
const RUN_MS = 6;

interface Options {
  readonly runs?: number;
  /** Null: the input stays on the board. */
  readonly copied?: number | null;
  readonly launches?: (run: number) => readonly Launch[];
}

/** Kernels one after the other, a microsecond apart. */
function traceOf({ runs = 110, copied = INPUT_BYTES, launches = () => RUN }: Options = {}): Trace {
  const list: (KernelRun | CopyIn)[] = [];
  let start = 0;
  for (let run = 0; run < runs; run++) {
    if (copied !== null) list.push({ kind: "copy in", bytes: [copied], step: 0, start });
    for (const [name, ms] of launches(run)) {
      list.push({ kind: "kernel", key: name, name, ms, start, stream: "7", id: String(list.length) });
      start += ms + 0.001;
    }
  }
  return { kind: "trace", tool: "nvprof", gpus: ["Tegra X2 (0)"], hardware: [], messages: [], list, startStep: 1e-6 };
}

const scaled = (factor: number): readonly Launch[] => RUN.map(([name, ms]): Launch => [name, ms * factor]);
const withKernel = (name: string): Trace => traceOf({ launches: () => [...RUN, [name, 0.1]] });

function refusal(trace: Trace, change: Partial<Recorded> = {}): string {
  const label = labelTrace(trace, { ...NETWORK, ...change });
  assert(label.kind === "refused", JSON.stringify(label));
  return label.why;
}

function label(trace: Trace, change: Partial<Recorded> = {}) {
  const found = labelTrace(trace, { ...NETWORK, ...change });
  assert(found.kind === "label", JSON.stringify(found));
  return found;
}

/** Every kernel of the trace, changed. */
const mapped = (trace: Trace, change: (kernel: KernelRun, place: number) => KernelRun): Trace => ({
  ...trace,
  list: trace.list.map((each, place) => (each.kind === "kernel" ? change(each, place) : each)),
});

describe("board/from-trace", () => {
  it("is the mean of the runs behind the first ten", () => {
    const slow = traceOf({ launches: (run) => scaled(run < 10 ? 2 : 1) });
    const { ms, runs, confidence } = label(slow);
    assert.ok(Math.abs(ms - RUN_MS) < 1e-9);
    assert.deepEqual([runs, confidence], [100, "high"]);
  });

  it("leaves out single slow runs and cuts single interrupted kernels, and counts both", () => {
    const interrupted = (run: number): readonly Launch[] =>
      run === 70 ? RUN.map(([name, ms], i): Launch => [name, i === 1 ? 9 : ms]) : scaled(run === 50 ? 1.3 : 1);
    const { ms, runs, how } = label(traceOf({ launches: interrupted }));
    assert.ok(Math.abs(ms - RUN_MS) < 1e-9);
    assert.equal(runs, 99);
    assert.match(how, /1 unlike the others left out, 1 interrupted kernels cut/);
  });

  it("takes the board from the recording", () => {
    assert.equal(label(traceOf(), { device: null }).device, "tx2");
    assert.equal(label({ ...traceOf(), gpus: ["Xavier"] }, { device: null }).device, "agx");
    assert.match(refusal({ ...traceOf(), gpus: [] }, { device: null }), /does not say on which board.*--device/);
    assert.match(refusal({ ...traceOf(), gpus: ["GeForce GTX 1080"] }, { device: null }), /none of the boards/);
  });

  describe("refuses what is not an FP32 inference at batch 1, and says what it is", () => {
    const names: readonly (readonly [string, RegExp])[] = [
      ["volta_fp16_s884cudnn_fp16_128x128_ldg8_relu_f2f_exp_small_nhwc_tn_v1", /half precision/],
      ["void cudnn::winograd::generateWinogradTilesKernel<0, __half, float>(int)", /half precision/],
      ["volta_h884gemm_64x64_ldg8_nn", /half precision/],
      ["xmma_fprop_implicit_gemm_f16f16_f16f32_f32_nhwckrsc_nhwc", /half precision/],
      ["void Eigen::internal::EigenMetaKernel<Eigen::half>(int)", /half precision/],
      ["volta_int8_i8816cudnn_int8_256x64_ldg16_relu_singleBuffer_small_nt_v1", /INT8/],
      ["sm80_xmma_gemm_bf16bf16_bf16f32_f32_tn_n", /BF16/],
      ["trt_volta_scudnn_128x32_relu_interior_nn_v1", /TensorRT/],
      ["void genericReformat::copyPackedKernel<float, float>(int)", /TensorRT/],
      ["maxwell_scudnn_128x64_stridedB_splitK_small_nn_v0", /training steps/],
      ["void cudnn::detail::bn_bw_1C11_kernel_new<float>(float)", /training steps/],
      ["void cudnn::detail::dgrad_engine<float, 128>(int)", /training steps/],
      ["void tensorflow::functor::ApplyMomentumKernel<float>(int)", /training steps/],
    ];
    for (const [name, why] of names)
      it(name, () => {
        assert.match(refusal(withKernel(name)), why);
      });

    it("but not the data gradient of a network that has transposed convolutions", () => {
      label(withKernel("void cudnn::detail::dgrad_engine<float, 128>(int)"), { hasTransposed: true });
    });

    it("nor the conversion of an image of bytes", () => {
      label(withKernel("void Eigen::internal::EigenMetaKernel<scalar_cast_op<uint8, float>>(int)"));
    });

    const copies: readonly (readonly [string, number, RegExp])[] = [
      ["a batch of 4", 4 * INPUT_BYTES, /batch of 4/],
      ["two bytes an element", INPUT_BYTES / 2, /2 bytes an element.*FP16/],
      ["one byte an element", INPUT_BYTES / 4, /1 byte an element/],
      ["another size", 96 * 96 * 3 * 4, /another input size: 110,592 bytes.*49,152/],
      ["a smaller size", 32 * 32 * 3 * 4 - 96, /another input size/],
    ];
    for (const [what, copied, why] of copies)
      it(`an input copied with ${what}`, () => {
        assert.match(refusal(traceOf({ copied })), why);
      });
  });

  describe("refuses runs that are not the network's", () => {
    it("two inferences that are found as one run, unless the user counts them so", () => {
      const checked = traceOf({
        copied: null,
        launches: (run) => (run % 2 === 0 ? RUN : [...RUN, ["void check(float*)", 0.05]]),
      });
      assert.match(refusal(checked), /ambiguous: .* kernels twice/);
      const { ms } = label(checked, { runs: 54 });
      assert.ok(Math.abs(ms - 2 * RUN_MS - 0.05) < 1e-6);
    });

    it("fewer kernels than the network launches", () => {
      assert.match(refusal(traceOf(), { convolutions: 5 }), /launches 5 kernels per run, net needs at least 6/);
    });

    it("kernels none of which is a convolution or a product", () => {
      const sort = traceOf({
        copied: null,
        launches: () => ["upsweep", "scan", "downsweep"].map((name): Launch => [`radix_${name}`, 1]),
      });
      assert.match(refusal(sort), /none of its kernels is a convolution or a matrix product/);
    });
  });

  describe("refuses figures that no GPU gives", () => {
    const first = (change: Partial<KernelRun>): Trace =>
      mapped(traceOf(), (kernel, place) => (place === 301 ? { ...kernel, ...change } : kernel));
    it("negative and infinite ones", () => {
      assert.match(refusal(first({ ms: -1 })), /negative or infinite/);
      assert.match(refusal(first({ ms: Infinity })), /negative or infinite/);
      assert.match(refusal(first({ start: NaN })), /negative or infinite/);
    });
    it("kernels that overlap on one stream", () => {
      assert.match(refusal(mapped(traceOf(), (kernel) => ({ ...kernel, ms: 1000 * kernel.ms }))), /overlap in time/);
    });
    it("but lets kernels of several streams run at once", () => {
      const streams = mapped(traceOf(), (kernel, place) => ({
        ...kernel,
        start: kernel.start - (place % 2) / 10,
        stream: String(place % 2),
      }));
      label(streams);
    });
    it("a part that was pasted twice", () => {
      const trace = traceOf();
      const twice = { ...trace, list: [...trace.list, ...trace.list.slice(0, 50)] };
      assert.match(refusal(twice), /stands in it twice/);
      assert.match(refusal(mapped(twice, (kernel) => ({ ...kernel, id: null }))), /a row stands in it twice/);
    });
  });

  it("takes copies of another size for an input only where they come before half of the runs", () => {
    const whole = traceOf({ copied: null });
    const copies = (count: number): Trace => {
      const starts = whole.list.filter((_, place) => place % RUN.length === 0).slice(0, count);
      const list = starts.map(({ start }): CopyIn => ({ kind: "copy in", bytes: [5000], step: 0, start }));
      return { ...whole, list: [...whole.list, ...list].sort((a, b) => a.start - b.start) };
    };
    assert.ok(Math.abs(label(copies(10)).ms - RUN_MS) < 1e-9);
    assert.match(refusal(copies(100)), /another input size: 5,000 bytes/);
  });

  describe("refuses clocks that step", () => {
    for (const [what, isSlow] of [
      ["down for a third of the runs", (run: number) => run >= 60 && run < 95],
      ["down for half of them", (run: number) => run >= 60],
      ["up and down", (run: number) => run % 4 === 0],
    ] as const)
      it(what, () => {
        assert.match(refusal(traceOf({ launches: (run) => scaled(isSlow(run) ? 1.06 : 1) })), /step|differ/);
      });
  });

  describe("refuses another module of the same name", () => {
    const onXavier = (multiprocessors: number, clockMhz: number): Trace => ({
      ...traceOf(),
      gpus: ["Xavier"],
      hardware: [{ multiprocessors, clockMhz, computeCapability: "7.2" }],
    });
    it("by its multiprocessors and its clock", () => {
      label(onXavier(8, 1377), { device: "agx" });
      assert.match(refusal(onXavier(6, 1109), { device: "agx" }), /6 multiprocessors; a Jetson AGX Xavier has 8/);
      assert.match(refusal(onXavier(8, 905), { device: "agx" }), /905 MHz at most/);
    });
    it("and several GPUs", () => {
      assert.match(refusal({ ...traceOf(), gpus: ["Xavier (0)", "Xavier (1)"] }, { device: "agx" }), /several GPUs/);
    });
  });
});

describe("board/from-totals", () => {
  const totals = (runs: number): Totals => ({
    kind: "totals",
    tool: "nvprof",
    gpus: [],
    hardware: [],
    messages: [],
    kernels: RUN.map(([name, ms]) => ({ name, ms: ms * runs, calls: runs })),
  });
  it("divide by the runs", () => {
    const found = labelTotals(totals(50), { ...NETWORK, runs: 50 });
    assert(found.kind === "label");
    assert.ok(Math.abs(found.ms - RUN_MS) < 1e-9);
  });
  it("refuse a summary without a kernel", () => {
    assert.deepEqual(labelTotals({ ...totals(50), kernels: [] }, { ...NETWORK, runs: 50 }), {
      kind: "refused",
      why: "the summary holds no kernel, only copies or API calls",
    });
  });
  it("refuse more runs than kernels were called", () => {
    const found = labelTotals(totals(50), { ...NETWORK, runs: 110 });
    assert(found.kind === "refused");
    assert.match(found.why, /number of runs is not 110: “maxwell_scudnn.*” was called 50 times/);
  });
});
