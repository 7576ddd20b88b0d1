import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { TABS } from "../../../protocol/panel";
import type { PanelData, PanelTab } from "../../../protocol/panel";
import type { WhatIfResult } from "../../../protocol/what-if";
import { BoundsTab } from "./bounds-tab";
import { CompareTab } from "./compare-tab";
import type { ComparisonMessage } from "./compare-tab";
import { keep, post } from "./host";
import type { PageState } from "./host";
import { LayersTab } from "./layers-tab";
import { Heading, Totals, Warnings } from "./parts";
import { TimeTab } from "./time-tab";
import { WhatIfTab } from "./what-if-tab";

export interface PageProps {
  readonly data: PanelData;
  readonly comparison: ComparisonMessage | null;
  readonly whatIf: WhatIfResult | null;
  readonly caret: number | null;
  readonly state: PageState;
}

const TITLES: Readonly<Record<PanelTab, string>> = {
  time: "Time",
  bounds: "What bounds it",
  layers: "Layers",
  compare: "Compare",
  "what-if": "What if",
};

/** The whole page; the tab that is not open is not drawn. */
export function Page({ data, comparison, whatIf, caret, state: given }: PageProps) {
  const [state, setState] = useState(given);
  const [before, setBefore] = useState(given);
  // A command asks for another tab, or a restart brought back what was kept.
  if (given !== before) {
    setBefore(given);
    setState({ ...state, tab: given.tab });
  }
  const shown = {
    ...state,
    target: { uri: data.uri, model: data.model.id },
    states: comparison?.states ?? state.states,
  };
  const change = (part: Partial<PageState>): void => {
    setState({ ...state, ...part });
  };
  useLayoutEffect(() => {
    keep(shown);
  });
  const compares = state.tab === "compare" && comparison === null;
  useLayoutEffect(() => {
    if (compares) post({ type: "compare", states: state.states });
  }, [compares]);
  return (
    <>
      <Patterns />
      <Heading data={data} />
      {state.tab === "compare" ? null : <Totals data={data} />}
      <Warnings warnings={data.warnings} />
      <Tabs
        tab={state.tab}
        onTab={(tab) => {
          change({ tab });
        }}
      >
        {(tab) => {
          switch (tab) {
            case "time":
              return (
                <TimeTab
                  data={data}
                  caret={caret}
                  grouping={state.grouping}
                  onGroup={(grouping) => {
                    change({ grouping });
                  }}
                />
              );
            case "bounds":
              return <BoundsTab data={data} />;
            case "layers":
              return (
                <LayersTab
                  data={data}
                  caret={caret}
                  filter={state.filter}
                  sort={state.sort}
                  onFilter={(filter) => {
                    change({ filter });
                  }}
                  onSort={(sort) => {
                    change({ sort });
                  }}
                />
              );
            case "compare":
              return <CompareTab data={data} shown={comparison} />;
            case "what-if":
              return (
                <WhatIfTab
                  data={data}
                  result={whatIf}
                  state={state.whatIf}
                  onChange={(chosen) => {
                    change({ whatIf: chosen });
                  }}
                />
              );
          }
        }}
      </Tabs>
      <p class="note">{data.conditions}</p>
    </>
  );
}

interface TabsProps {
  readonly tab: PanelTab;
  readonly onTab: (tab: PanelTab) => void;
  readonly children: (tab: PanelTab) => preact.ComponentChildren;
}

function Tabs({ tab, onTab, children }: TabsProps) {
  const element = useRef<HTMLElement & { selectedIndex?: number }>(null);
  const index = TABS.indexOf(tab);
  useLayoutEffect(() => {
    if (element.current !== null) element.current.selectedIndex = index;
  }, [index]);
  return (
    <vscode-tabs
      ref={element}
      selected-index={index}
      onvsc-tabs-select={({ detail }) => {
        const chosen = TABS[detail.selectedIndex];
        if (chosen !== undefined) onTab(chosen);
      }}
    >
      {TABS.map((one) => [
        <vscode-tab-header key={`${one} head`} slot="header">
          {TITLES[one]}
        </vscode-tab-header>,
        <vscode-tab-panel key={one}>{one === tab ? children(one) : null}</vscode-tab-panel>,
      ])}
    </vscode-tabs>
  );
}

/** Hatching, for a second device: charts name these patterns. */
function Patterns() {
  return (
    <svg class="patterns" width="0" height="0" aria-hidden="true">
      <defs>
        {[0, 1, 2].map((tone) => (
          <pattern
            key={tone}
            id={`hatch-${tone}`}
            width="5"
            height="5"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <rect class={`hatch-line tone-${tone}`} width="2.5" height="5" />
          </pattern>
        ))}
      </defs>
    </svg>
  );
}
