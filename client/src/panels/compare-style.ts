/** Colours are the theme's own variables only; a bar is told apart by its place and its number, never by colour alone. */
export const COMPARE_STYLE = `
body { box-sizing: border-box; margin: 0; padding: 16px 24px; font-family: var(--vscode-font-family); font-size: var(--vscode-font-size); line-height: 1.5; color: var(--vscode-foreground); background: var(--vscode-editor-background); }
main { max-width: 1180px; }
h1 { font-size: 1.2em; margin: 0; font-weight: 600; }
h2 { font-size: 1em; margin: 20px 0 6px; font-weight: 600; }
.dim { color: var(--vscode-descriptionForeground); font-weight: 400; }
.mark { font-weight: 600; }
button.link { background: none; border: 0; padding: 0; font: inherit; color: var(--vscode-textLink-foreground); cursor: pointer; text-align: left; }
button.link:hover { text-decoration: underline; }
:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 1px; }
select { font: inherit; color: var(--vscode-dropdown-foreground); background: var(--vscode-dropdown-background); border: 1px solid var(--vscode-dropdown-border, var(--vscode-widget-border, currentColor)); padding: 1px 4px; }
.sides { display: flex; flex-wrap: wrap; gap: 12px 40px; margin: 14px 0 4px; align-items: baseline; }
.side { white-space: nowrap; }
.side .detail { white-space: normal; }
.big { font-size: 2em; font-weight: 600; font-variant-numeric: tabular-nums; }
.key { display: inline-block; width: 10px; height: 10px; margin-right: 6px; }
.key.first, .bar.first { background: var(--vscode-charts-orange); fill: var(--vscode-charts-orange); }
.key.second, .bar.second { background: var(--vscode-charts-blue); fill: var(--vscode-charts-blue); }
.verdict { font-size: 1.1em; }
.warning { margin: 6px 0 0; padding: 2px 0 2px 8px; border-left: 3px solid var(--vscode-editorWarning-foreground); }
svg { display: block; width: 100%; max-width: 680px; height: auto; font-family: var(--vscode-font-family); }
svg text { font-size: 11px; fill: var(--vscode-foreground); }
svg .num { fill: var(--vscode-descriptionForeground); font-variant-numeric: tabular-nums; }
svg .row[tabindex] { cursor: pointer; }
svg .row:hover .label, svg .row:focus .label { fill: var(--vscode-textLink-foreground); text-decoration: underline; }
svg .row:focus { outline: 1px solid var(--vscode-focusBorder); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; font-weight: 600; color: var(--vscode-descriptionForeground); border-bottom: 1px solid var(--vscode-widget-border, var(--vscode-panel-border, currentColor)); padding: 3px 10px 3px 0; position: sticky; top: 0; background: var(--vscode-editor-background); }
td { padding: 3px 10px 3px 0; border-bottom: 1px solid var(--vscode-editorWidget-border, var(--vscode-panel-border, transparent)); vertical-align: top; }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
tbody tr:hover td { background: var(--vscode-list-hoverBackground); }
.note { color: var(--vscode-descriptionForeground); margin-top: 14px; max-width: 90ch; }
`;
