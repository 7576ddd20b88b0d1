import type { Location } from "../../../protocol/source";

/** The same plain data with `change` made to every place in it. What does not change is not copied. */
export function mapLocations<T>(data: T, change: (location: Location) => Location): T {
  return mapValue(data, change) as T;
}

function mapValue(value: unknown, change: (location: Location) => Location): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return mapItems(value, change);
  if (isLocation(value)) return change(value);
  let mapped: object | null = null;
  for (const key of Object.keys(value) as (keyof typeof value)[]) {
    const item: unknown = value[key];
    const changed = mapValue(item, change);
    if (changed !== item) mapped = { ...(mapped ?? value), [key]: changed };
  }
  return mapped ?? value;
}

function mapItems(items: readonly unknown[], change: (location: Location) => Location): readonly unknown[] {
  let mapped: unknown[] | null = null;
  for (let index = 0; index < items.length; index++) {
    const item = items[index];
    const changed = mapValue(item, change);
    if (changed !== item) (mapped ??= [...items])[index] = changed;
  }
  return mapped ?? items;
}

function isLocation(value: object): value is Location {
  return "uri" in value && "range" in value;
}
