import assert from "node:assert/strict";
import { starting } from "../../../server/src/board/remote/run-scripts";
import { readState } from "../../../server/src/board/remote/conditions";
import type { BoardAddress } from "../../../server/src/board/remote/address";

const ADDRESS: BoardAddress = { name: "lab", host: "tx2", port: null, python: null, sudo: false, config: null };

describe("the script that starts a run", () => {
  const state = readState(Buffer.from("nvprof=/usr/local/cuda/bin/nvprof"));
  const script = (sudo: boolean): string => starting("0123456789abcdef", { ...ADDRESS, sudo }, state);

  it("asks for no rights but where the board was added with sudo", () => {
    assert.doesNotMatch(script(false), /sudo/);
    assert.match(script(true), /sudo -n timeout /);
  });
});
