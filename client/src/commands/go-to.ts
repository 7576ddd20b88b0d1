import { isLocation } from "../../../protocol/commands";
import { reveal } from "../reveal";

/** Puts the caret where an error starts. */
export async function goToCommand(argument?: unknown): Promise<void> {
  if (!isLocation(argument)) return;
  const { start } = argument.range;
  await reveal({ uri: argument.uri, range: { start, end: start } });
}
