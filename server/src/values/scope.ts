import { Names } from "./names";
import type { UnknownValue, Value } from "./value";

/** Names that hold values. Values hold scopes in turn, so the names themselves know nothing of them. */
export type Scope = Names<Value, UnknownValue>;
export const Scope = Names<Value, UnknownValue>;
