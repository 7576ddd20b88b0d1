/** Activation: the language server, the commands, the status bar and the panels, each in its own file. */
import * as vscode from "vscode";
import { COMMANDS } from "../../protocol/commands";
import { registerTools } from "./assistant-tools";
import { breakdownCommand } from "./commands/breakdown";
import { compareCommand } from "./commands/compare";
import { explainCommand } from "./commands/explain";
import { goToCommand } from "./commands/go-to";
import { importTraceCommand } from "./commands/import-trace";
import { openExampleCommand } from "./commands/open-example";
import { restartCommand } from "./commands/restart";
import { retrainCommand, rollbackCommand } from "./commands/retrain";
import { setInputSizeCommand } from "./commands/set-input-size";
import { showLogCommand } from "./commands/show-log";
import { switchDeviceCommand } from "./commands/switch-device";
import { toggleCommand } from "./commands/toggle";
import { LatencyServer } from "./latency-server";
import { ComparePanels } from "./panels/compare";
import { StatusBar } from "./status-bar";
import { Wake } from "./wake";

let server: LatencyServer | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel("Latency Lens", { log: true });
  server = new LatencyServer(vscode.Uri.joinPath(context.extensionUri, "dist", "server.js"), log);
  const panels = new ComparePanels(context.extensionUri, server);
  const wake = new Wake(server);
  context.subscriptions.push(
    log,
    server,
    wake,
    panels,
    new StatusBar(server),
    registerTools(server),
    vscode.commands.registerCommand(COMMANDS.compare, compareCommand(panels)),
    vscode.commands.registerCommand(COMMANDS.breakdown, breakdownCommand(panels)),
    vscode.commands.registerCommand(COMMANDS.explain, explainCommand(server)),
    vscode.commands.registerCommand(COMMANDS.setInputSize, setInputSizeCommand(server)),
    vscode.commands.registerCommand(COMMANDS.goTo, goToCommand),
    vscode.commands.registerCommand(COMMANDS.openExample, openExampleCommand(context.extensionUri)),
    vscode.commands.registerCommand(COMMANDS.switchDevice, switchDeviceCommand),
    vscode.commands.registerCommand(COMMANDS.toggle, toggleCommand),
    vscode.commands.registerCommand(COMMANDS.showLog, showLogCommand(log)),
    vscode.commands.registerCommand(COMMANDS.restart, restartCommand(server)),
    vscode.commands.registerCommand(COMMANDS.importTrace, importTraceCommand(server)),
    vscode.commands.registerCommand(COMMANDS.retrain, retrainCommand(server)),
    vscode.commands.registerCommand(COMMANDS.rollback, rollbackCommand(server)),
  );
  await wake.start();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
