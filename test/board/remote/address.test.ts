import assert from "node:assert/strict";
import { checkedAddress } from "../../../server/src/board/remote/address";

const GOOD = {
  name: "tx2-lab",
  host: "nvidia@192.168.1.20",
  port: 2222,
  python: "/usr/bin/python3",
  sudo: true,
  config: null,
};

function refused(change: Readonly<Record<string, unknown>>, why: RegExp): void {
  const checked = checkedAddress({ ...GOOD, ...change });
  assert.ok(typeof checked === "string", JSON.stringify(change));
  assert.match(checked, why);
}

describe("the address of a board", () => {
  it("is what ssh takes for a host", () => {
    for (const host of ["tx2", "nvidia@tx2.lab.example", "user@10.0.0.7", "nvidia@fe80::1%eth0", "a_b"])
      assert.deepEqual(checkedAddress({ ...GOOD, host }), { ...GOOD, host });
  });
  it("is no option of ssh and no text for a shell", () => {
    for (const host of [
      "-oProxyCommand=touch pwned",
      "-V",
      "--",
      "",
      "a b",
      "a;reboot",
      "$(reboot)",
      "`reboot`",
      "a\nb",
      "a\u0000b",
      "ssh://a/../b",
      "a'b",
      'a"b',
      "é",
      "\u202Etx2",
      "a".repeat(300),
    ])
      refused({ host }, /^this is no host name: give one of your ssh configuration/);
  });
  it("has a name for menus and the command line", () => {
    for (const name of ["", "-x", "../x", "a b", "a".repeat(33), "a/b", "a\u001B[2J"])
      refused({ name }, /^a board's name is made of letters/);
  });
  it("names Python by a command or an absolute path", () => {
    assert.ok(typeof checkedAddress({ ...GOOD, python: "/home/me/my env/bin/python3" }) !== "string");
    for (const python of ["-c", "bin/python", "python3 -c 'x'", "", "/usr/bin/py\nthon"])
      refused({ python }, /^give Python as a command/);
  });
  it("has a port that exists", () => {
    for (const port of [0, 65_536, 1.5, Number.NaN, "22"]) refused({ port }, /^a port is a number/);
  });
  it("names a configuration by a path", () => {
    refused({ config: "a\nProxyCommand touch pwned" }, /^this is no path/);
  });
});
