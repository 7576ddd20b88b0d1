/** The boards, as data: this table is the only place that names them; the manifest repeats it, and a test compares the two. */
export interface Device {
  /** A key of the table; of a board in another power mode with the mode behind it, "tx2-max-q". */
  readonly id: string;
  readonly name: string;
  readonly shortName: string;
  /** Whether predictors of this board are shipped (`predictors/models`). */
  readonly embedded: boolean;
  /** FP32 multiply-accumulates at nominal peak, 10⁹ per second. */
  readonly gmacs: number;
  /** Memory bandwidth, 10⁹ bytes per second. */
  readonly gbytes: number;
  /** Cost of a kernel launch, relative to the AGX Xavier (4 µs). */
  readonly launch: number;
  /** L2 cache of the GPU in KiB, and output channels of the narrowest tile that its convolutions work in. */
  readonly l2: number;
  readonly channelTile: number;
  /** Memory in GiB, which processor and graphics share; of the module as NVIDIA's data sheets of the Jetson family give it. */
  readonly memory: number;
  /**
   * How the board's GPU calls itself in a recording, its CUDA compute capability (NVIDIA's list of CUDA GPUs), its streaming
   * multiprocessors and its highest clock in MHz (NVIDIA's data sheets of the Jetson family): other modules share the name.
   */
  readonly gpu: {
    readonly names: RegExp;
    readonly computeCapability: string;
    readonly multiprocessors: number;
    readonly clockMhz: number;
  };
}

export type DeviceId = "agx" | "tx2" | "nano";

/** One of the table. */
export interface KnownDevice extends Device {
  readonly id: DeviceId;
}

export const DEVICES: Readonly<Record<DeviceId, KnownDevice>> = {
  agx: {
    id: "agx",
    name: "Jetson AGX Xavier",
    shortName: "AGX",
    embedded: true,
    gmacs: 701,
    gbytes: 137,
    launch: 1,
    l2: 512,
    channelTile: 32,
    memory: 32,
    gpu: { names: /xavier|\bagx\b/i, computeCapability: "7.2", multiprocessors: 8, clockMhz: 1377 },
  },
  tx2: {
    id: "tx2",
    name: "Jetson TX2",
    shortName: "TX2",
    embedded: true,
    gmacs: 333,
    gbytes: 58.4,
    launch: 1.6,
    l2: 512,
    channelTile: 32,
    memory: 8,
    gpu: { names: /tegra x2|\btx2\b/i, computeCapability: "6.2", multiprocessors: 2, clockMhz: 1300 },
  },
  nano: {
    id: "nano",
    name: "Jetson Nano",
    shortName: "Nano",
    embedded: false,
    gmacs: 118,
    gbytes: 25.6,
    launch: 2.2,
    l2: 256,
    channelTile: 64,
    memory: 4,
    gpu: { names: /tegra x1|\bnano\b/i, computeCapability: "5.3", multiprocessors: 1, clockMhz: 921 },
  },
};

/** Boards with embedded predictors, in the order in which they are shown; the first one is the primary device by default. */
export const EMBEDDED_DEVICES: readonly KnownDevice[] = Object.values(DEVICES).filter(({ embedded }) => embedded);

/** "agx, tx2 or nano": boards that a recording may be of. */
export const KNOWN_IDS = new Intl.ListFormat("en-GB", { type: "disjunction" }).format(Object.keys(DEVICES));

/** "agx or tx2", for help and messages. */
export const EMBEDDED_IDS = EMBEDDED_DEVICES.map(({ id }) => id).join(" or ");

/**
 * The board that is called so: one of the table, or one of them in another power mode than that of the measurements, which is a board of
 * its own. Null where there is none.
 */
export function deviceById(id: string): Device | null {
  const found = boardAndMode(id);
  if (found === null) return null;
  const { board, mode } = found;
  return mode === null ? board : inMode(id, board, mode);
}

/** "tx2-max-q" → the TX2 and "max-q"; the mode is null where the board is meant as the table has it. Null where there is no such board. */
export function boardAndMode(id: string): { readonly board: KnownDevice; readonly mode: string | null } | null {
  const [, name, mode = null] = /^([a-z0-9]+)(?:-([a-z0-9-]+))?$/.exec(id) ?? [];
  const board = Object.values(DEVICES).find((device) => device.id === name);
  return board === undefined ? null : { board, mode };
}

const TENSORRT = /(?:^|-)trt-(fp32|fp16|int8)$/;

/** Every board under TensorRT in each precision, at maximum power. */
export function tensorRtBoards(): readonly Device[] {
  return Object.values(DEVICES).flatMap((board) =>
    ["trt-fp32", "trt-fp16", "trt-int8"].map((mode) => inMode(`${board.id}-${mode}`, board, mode)),
  );
}

/** Whether what stands behind the board's name, "trt-fp16" or "max-q-trt-fp16", says TensorRT: its times are a family of their own. */
export function isTensorRtMode(mode: string | undefined): boolean {
  return mode !== undefined && TENSORRT.test(mode);
}

/** Its data sheet is that of the board: how much slower the mode is, the user's measurements say. */
function inMode(id: string, device: KnownDevice, mode: string): Device {
  const precision = TENSORRT.exec(mode)?.[1]?.toUpperCase();
  const power = (precision === undefined ? mode : mode.replace(TENSORRT, "")).toUpperCase();
  return {
    ...device,
    id,
    embedded: false,
    name: [
      power === "" ? device.name : `${device.name} in mode ${power}`,
      ...(precision === undefined ? [] : [`under TensorRT ${precision}`]),
    ].join(" "),
    shortName: [device.shortName, power, precision === undefined ? "" : `TensorRT ${precision}`]
      .filter((part) => part !== "")
      .join(" "),
  };
}

/** The board with another one's tile of channels: coefficients that were fitted with a tile mean that tile. */
export function inTilesOf<Kind extends Device>(device: Kind, base: Device): Kind {
  return { ...device, channelTile: base.channelTile };
}

/** The board with embedded predictors that is called so; null where there is none. */
export function embeddedDevice(id: string): KnownDevice | null {
  return EMBEDDED_DEVICES.find((device) => device.id === id) ?? null;
}
