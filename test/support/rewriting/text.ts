/** Rewritings of the text alone; texts of several lines in these sources are comments of their definitions, which may change. */
import { edited, statementsIn } from "./source";
import type { Rewriting } from "./rewriting";
import { some } from "./rewriting";

export const TEXT_REWRITINGS: readonly Rewriting[] = [
  {
    name: "lines that end as those of Windows",
    rewrite: ({ text }) => (text.includes("\r") ? null : text.replaceAll("\n", "\r\n")),
  },
  {
    name: "twice as deep",
    rewrite: ({ text }) => (/\\\n/.test(text) ? null : text.replace(/^ +/gm, (indent) => indent + indent)),
  },
  {
    name: "white space at the ends of lines",
    rewrite: ({ text }) => (/\\\n|\r/.test(text) ? null : text.replaceAll("\n", "  \n")),
  },
  {
    name: "comments and blank lines",
    rewrite: (source, random) => {
      const edits = some(statementsIn(source), random).map(({ range }) => {
        const start = source.lines[range.start.line] ?? 0;
        return { start, end: start, text: "\n# A comment.\n\n" };
      });
      return edits.length === 0 ? null : edited(source, edits);
    },
  },
  {
    name: "code that a script ends with",
    rewrite: ({ text }) =>
      text.includes("__main__") ? null : `${text}\n\nif __name__ == "__main__":\n    print(__file__)\n`,
  },
];
