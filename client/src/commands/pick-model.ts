import * as vscode from "vscode";

/** Id of the chosen model; undefined where the question was dismissed. */
export async function pickModel(
  models: readonly { readonly id: string; readonly name: string }[],
  title: string,
): Promise<string | undefined> {
  const items = models.map(({ id, name }) => ({ label: name, id }));
  return (await vscode.window.showQuickPick(items, { title }))?.id;
}
