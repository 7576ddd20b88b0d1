// What the editor shows in every frame that the window draws while one types.

/** Starts to watch. `addLine` must be called before each line that is added. */
export async function startFrames(page) {
  await page.evaluate(() => {
    const look = () => {
      const editor = document.querySelector(".monaco-editor.focused");
      const caret = editor?.querySelector(".cursors-layer .cursor")?.getBoundingClientRect();
      const texts = (selector) => [...(editor?.querySelectorAll(selector) ?? [])].map(({ textContent }) => textContent);
      const lenses = texts(".codelens-decoration");
      return {
        added: window.frames.added,
        top: caret?.top ?? null,
        height: caret?.height ?? null,
        lenses: lenses.length,
        totals: lenses.filter((text) => /AGX.*\d\sms/.test(text)).length,
        hints: texts(".view-line").filter((text) => /\d\sms\b/.test(text)).length,
        bars: editor?.querySelectorAll(".view-overlays .cdr[class*='ced-']").length ?? 0,
        status: [...document.querySelectorAll(".statusbar-item")].filter(({ textContent }) =>
          /\d\sms/.test(textContent),
        ).length,
      };
    };
    window.frames = { added: 0, seen: [], isRunning: true };
    const next = () => {
      const { seen, isRunning } = window.frames;
      if (!isRunning) return;
      const frame = look();
      if (JSON.stringify(seen.at(-1)) !== JSON.stringify(frame)) seen.push(frame);
      requestAnimationFrame(next);
    };
    next();
  });
}

export async function addLine(page, count = 1) {
  await page.evaluate((by) => (window.frames.added += by), count);
}

/** The frames that differed from the one before. */
export function stopFrames(page) {
  return page.evaluate(() => {
    window.frames.isRunning = false;
    return window.frames.seen;
  });
}

/** The caret's line moves by the lines that are typed and by nothing else, the lenses stay as many, and no channel is ever empty. */
export function faultsOf(frames) {
  const [first] = frames;
  const faults = [];
  for (const frame of frames) {
    const moved = frame.top === null ? null : (frame.top - first.top) / first.height;
    // The line that was asked for last may not be drawn yet.
    if (moved !== frame.added && moved !== frame.added - 1) faults.push(`the caret moved by ${moved} lines`, frame);
    if (frame.lenses !== first.lenses) faults.push(`${frame.lenses} lenses instead of ${first.lenses}`, frame);
    for (const channel of ["totals", "hints", "bars", "status"])
      if (frame[channel] === 0) faults.push(`no ${channel}`, frame);
  }
  return faults.map((fault) => (typeof fault === "string" ? fault : JSON.stringify(fault)));
}
