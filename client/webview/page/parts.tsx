import type { PanelData, PanelVerdict } from "../../../protocol/panel";
import { post, reveal } from "./host";

/** What is shown: the model, where it is defined, its size and what weakens its figures. */
export function Heading({ data }: { readonly data: PanelData }) {
  const { model, models, isStale } = data;
  return (
    <h1>
      {models.length < 2 ? (
        model.name
      ) : (
        <select
          aria-label="Model"
          value={model.id}
          onChange={({ currentTarget: { value } }) => {
            post({ type: "chooseModel", model: value });
          }}
        >
          {models.map(({ id, name }) => (
            <option key={id} value={id} selected={id === model.id}>
              {name}
            </option>
          ))}
        </select>
      )}{" "}
      <span class="dim">
        ·{" "}
        <button
          class="link"
          onClick={() => {
            reveal(model.location);
          }}
        >
          {model.place}
        </button>
        {` · ${model.size}`}
      </span>
      {model.marks.map((mark) => (
        <span key={mark} class="mark">{` · ${mark}`}</span>
      ))}
      {isStale ? <span class="mark"> · old figures</span> : null}
    </h1>
  );
}

/** The totals on each device, and how far they can be told apart. */
export function Totals({ data }: { readonly data: PanelData }) {
  return (
    <div class={data.isStale ? "totals stale" : "totals"}>
      {data.devices.map(({ id, name, total, detail, consumption }, index) => (
        <div key={id}>
          <span class={`key tone-${index}`} /> {name}
          <br />
          <span class="big">{total}</span> <span class="dim">{detail}</span>
          {consumption === null ? null : <div class="dim">{consumption}</div>}
        </div>
      ))}
      {data.verdict === null ? null : <Verdict verdict={data.verdict} />}
    </div>
  );
}

export function Verdict({ verdict: { text, detail } }: { readonly verdict: PanelVerdict }) {
  return (
    <p class="verdict">
      {text} {detail === "" ? null : <span class="dim">{`(${detail})`}</span>}
    </p>
  );
}

export function Warnings({ warnings }: { readonly warnings: readonly string[] }) {
  return (
    <>
      {warnings.map((warning) => (
        <p key={warning} class="warning">{`${warning.startsWith("✗") ? "" : "⚠ "}${warning}`}</p>
      ))}
    </>
  );
}
