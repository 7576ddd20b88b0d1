/** The boards, as data. */
export type DeviceId = "agx" | "tx2" | "nano";

export interface Device {
  readonly id: DeviceId;
  readonly name: string;
  readonly shortName: string;
  /** FP32 multiply-accumulates at nominal peak, 10⁹ per second. */
  readonly gmacs: number;
  /** Memory bandwidth, 10⁹ bytes per second. */
  readonly gbytes: number;
  /** Cost of a kernel launch, relative to the AGX Xavier (4 µs). */
  readonly launch: number;
  /** Memory in GiB, which processor and graphics share; of the module as NVIDIA's data sheets of the Jetson family give it. */
  readonly memory: number;
}

export const DEVICES: Readonly<Record<DeviceId, Device>> = {
  agx: { id: "agx", name: "Jetson AGX Xavier", shortName: "AGX", gmacs: 701, gbytes: 137, launch: 1, memory: 32 },
  tx2: { id: "tx2", name: "Jetson TX2", shortName: "TX2", gmacs: 333, gbytes: 58.4, launch: 1.6, memory: 8 },
  nano: { id: "nano", name: "Jetson Nano", shortName: "Nano", gmacs: 118, gbytes: 25.6, launch: 2.2, memory: 4 },
};

/** Boards with embedded predictors. */
export const EMBEDDED_DEVICES = ["agx", "tx2"] as const;

export function deviceById(id: string): Device | null {
  return Object.values(DEVICES).find((device) => device.id === id) ?? null;
}
