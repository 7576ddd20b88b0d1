/** Answers the tools of assistants, from the analysis that the editor and the command line have. */
import type { AnalysisEnvironment, AnalysisInput } from "../analysis/analysis";
import { analyse } from "../analysis/analysis";
import { fileName } from "../../../protocol/source";
import { changeText } from "./change-text";
import type { ReportState } from "./change-text";
import { parseSize } from "./input-size";
import { reportText } from "./report-text";
import { visible } from "./visible";

/** So many layers of a model are listed: those where its time goes. */
const MOST_LAYERS = 12;

/** A text to analyse, and what the assistant calls its file. */
export interface ToolState {
  readonly file: string;
  readonly document: Omit<AnalysisInput, "inputShape" | "cancelled">;
}

export type ToolQuestion =
  | { readonly kind: "estimate"; readonly state: ToolState; readonly inputSize: string | null }
  | { readonly kind: "compare"; readonly before: ToolState; readonly after: ToolState };

/** `isError`: the arguments cannot be used; the text then says what to give. */
export interface ToolAnswer {
  readonly text: string;
  readonly isError: boolean;
}

export function answerTool(
  environment: AnalysisEnvironment,
  question: ToolQuestion,
  cancelled: () => boolean,
): ToolAnswer {
  const analysed = ({ file, document }: ToolState, inputShape: readonly number[] | null = null): ReportState => ({
    file,
    report: analyse(environment, { ...document, inputShape, cancelled }),
  });
  if (question.kind === "compare")
    return { text: changeText(analysed(question.before), analysed(question.after)), isError: false };
  const { inputSize } = question;
  const size = inputSize === null ? null : parseSize(inputSize);
  if (inputSize !== null && size === null) {
    const text = `inputSize ${visible(inputSize)}: give height x width x channels, for example 224x224x3`;
    return { text, isError: true };
  }
  const { report, file } = analysed(question.state, size);
  return { text: reportText(report, { file, pathOf: fileName, layers: MOST_LAYERS }), isError: false };
}
