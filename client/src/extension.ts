/** Activation: the language server, the commands, the status bar and the panels, each in its own file. */
import * as vscode from "vscode";
import { EMBEDDED_DEVICES } from "../../predictors/src/devices";
import { COMMANDS, compareOnCommand } from "../../protocol/commands";
import { registerTools } from "./assistant-tools";
import { CaretTeller } from "./caret";
import { breakdownCommand } from "./commands/breakdown";
import { calibrateCommand } from "./commands/calibrate";
import { compareCommand } from "./commands/compare";
import { explainCommand } from "./commands/explain";
import { goToCommand } from "./commands/go-to";
import { importTraceCommand } from "./commands/import-trace";
import { menuCommand } from "./commands/menu";
import { profileOnBoardCommand } from "./commands/profile-on-board";
import { openExampleCommand } from "./commands/open-example";
import { restartCommand } from "./commands/restart";
import { forgetCalibrationCommand, retrainCommand, rollbackCommand } from "./commands/retrain";
import { setInputSizeCommand } from "./commands/set-input-size";
import { settingsCommand } from "./commands/settings";
import { showLogCommand } from "./commands/show-log";
import { switchDeviceCommand } from "./commands/switch-device";
import { toggleCommand } from "./commands/toggle";
import { whatIfCommand } from "./commands/what-if";
import { provideExample } from "./example";
import { HeatBars } from "./heat";
import { ModelFiles } from "./model-files";
import { ModelsView } from "./models-view";
import { watchForModels } from "./has-model";
import { offerLeftRuns } from "./left-runs";
import { LatencyServer } from "./latency-server";
import { Panels } from "./panels/panel";
import { StatusBar } from "./status-bar";
import { Wake } from "./wake";

let server: LatencyServer | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel("Latency Lens", { log: true });
  server = new LatencyServer(vscode.Uri.joinPath(context.extensionUri, "dist", "server.js"), log);
  const panels = new Panels(context.extensionUri, server);
  const wake = new Wake(server);
  const modelFiles = new ModelFiles();
  const models = new ModelsView(server, modelFiles);
  context.subscriptions.push(
    log,
    server,
    wake,
    panels,
    new StatusBar(server),
    new CaretTeller(server),
    new HeatBars(server),
    registerTools(server),
    watchForModels(server, modelFiles),
    provideExample(context.extensionUri),
    models,
    vscode.commands.registerCommand(COMMANDS.refreshModels, () => models.refresh()),
    vscode.commands.registerCommand(COMMANDS.sortModelsByTime, () => {
      models.sort("time");
    }),
    vscode.commands.registerCommand(COMMANDS.sortModelsByFile, () => {
      models.sort("file");
    }),
    vscode.commands.registerCommand(COMMANDS.menu, menuCommand(server)),
    vscode.commands.registerCommand(COMMANDS.settings, settingsCommand),
    vscode.commands.registerCommand(COMMANDS.compare, compareCommand(panels)),
    ...EMBEDDED_DEVICES.map(({ id }) =>
      vscode.commands.registerCommand(compareOnCommand(id), compareCommand(panels, { device: id })),
    ),
    vscode.commands.registerCommand(COMMANDS.compareWithHead, compareCommand(panels, { head: true })),
    vscode.commands.registerCommand(COMMANDS.breakdown, breakdownCommand(panels)),
    vscode.commands.registerCommand(COMMANDS.whatIf, whatIfCommand(panels)),
    vscode.commands.registerCommand(COMMANDS.explain, explainCommand(server)),
    vscode.commands.registerCommand(COMMANDS.setInputSize, setInputSizeCommand(server)),
    vscode.commands.registerCommand(COMMANDS.goTo, goToCommand),
    vscode.commands.registerCommand(COMMANDS.openExample, openExampleCommand),
    vscode.commands.registerCommand(COMMANDS.switchDevice, switchDeviceCommand),
    vscode.commands.registerCommand(COMMANDS.toggle, toggleCommand),
    vscode.commands.registerCommand(COMMANDS.showLog, showLogCommand(log)),
    vscode.commands.registerCommand(COMMANDS.restart, restartCommand(server)),
    vscode.commands.registerCommand(COMMANDS.importTrace, importTraceCommand(server)),
    vscode.commands.registerCommand(COMMANDS.profileOnBoard, profileOnBoardCommand(server)),
    offerLeftRuns(server),
    vscode.commands.registerCommand(COMMANDS.retrain, retrainCommand(server)),
    vscode.commands.registerCommand(COMMANDS.rollback, rollbackCommand(server)),
    vscode.commands.registerCommand(COMMANDS.calibrate, calibrateCommand(server)),
    vscode.commands.registerCommand(COMMANDS.forgetCalibration, forgetCalibrationCommand(server)),
  );
  await wake.start();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
