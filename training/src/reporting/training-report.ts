import { escapeMarkup } from './escape-markup.js';
import { linePlotSvg } from './line-plot.js';
import type { Pace } from './pace.js';
import { reportFacts, reportFigures } from './report-header.js';
import { reportPlots } from './report-plots.js';
import type { RunRecord } from './run-record.js';
import type { TrainingHistory } from './training-history.js';

export interface TrainingReport {
  readonly record: RunRecord;
  readonly history: TrainingHistory;
  /** ISO 8601. */
  readonly written: string;
  /** Given by a training that runs: the page then reads itself anew until the run has ended. */
  readonly pace?: Pace;
}

/** Between two looks of an open page at its file. */
const REFRESH_SECONDS = 10;

const STYLE = `
:root { color-scheme: light dark; --ground: #f5f4f0; --card: #fcfcfb; --ink: #26261f; --quiet: #6d6c64; --rule: #dedcd4; --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ground: #111110; --card: #1a1a19; --ink: #e6e5de; --quiet: #9b9a92; --rule: #34342f; --bad: #f2867e; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1640px; padding: 24px; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
h1 { margin: 0; font-size: 26px; }
.state { margin: 4px 0 20px; color: var(--quiet); overflow-wrap: anywhere; }
.failed { color: var(--bad); }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin: 0 0 20px; }
.figures div, .plots > svg, details { background: var(--card); border: 1px solid var(--rule); border-radius: 8px; }
.figures div { padding: 10px 14px; }
dt { color: var(--quiet); font-size: 13px; }
dd { margin: 0; overflow-wrap: anywhere; }
.figures dd { font-size: 21px; font-variant-numeric: tabular-nums; }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(500px, 100%), 1fr)); gap: 16px; margin: 0 0 20px; }
.plots > svg { width: 100%; height: auto; display: block; }
details { margin: 0 0 12px; padding: 10px 14px; }
summary { cursor: pointer; }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: 4px 20px; margin: 10px 0 0; }
pre { overflow-x: auto; font-size: 13px; }
footer { color: var(--quiet); font-size: 13px; }`;

/** A training as one HTML page that needs nothing else: no script, no network. */
export function trainingReportPage(report: TrainingReport): string {
  const { record, history, written, pace } = report;
  const { name } = record.experiment;
  const last = record.sessions.at(-1)!;
  const isLive = pace !== undefined && last.end === undefined;
  const plots = reportPlots(history).map(linePlotSvg);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
${isLive ? `<meta http-equiv="refresh" content="${REFRESH_SECONDS}">` : ''}
<title>${escapeMarkup(name)}: training</title>
<style>${STYLE}
</style>
</head>
<body>
<h1>Training of ${escapeMarkup(name)}</h1>
<p class="state${last.end?.how === 'failed' ? ' failed' : ''}">${escapeMarkup(stateOf(report))}</p>
<dl class="figures">
${reportFigures(record, history, isLive ? pace : undefined)
  .map(cell)
  .join('\n')}
</dl>
<div class="plots">
${plots.length === 0 ? '<p>No step has been taken yet.</p>' : plots.join('\n')}
</div>
<details open><summary>What it is made of</summary>
<dl class="facts">
${reportFacts(record)
  .map(([term, value]) => `<dt>${escapeMarkup(term)}</dt><dd>${escapeMarkup(value)}</dd>`)
  .join('\n')}
</dl>
</details>
<details><summary>Every setting</summary>
<pre>${escapeMarkup(JSON.stringify(record.experiment, null, 2))}</pre>
</details>
<footer>Written ${escapeMarkup(written)}. Where there are more steps than a plot can show, a point is the mean of its neighbours; train.jsonl has every step.</footer>
</body>
</html>
`;
}

function cell([term, value]: readonly [string, string]): string {
  return `<div><dt>${escapeMarkup(term)}</dt><dd>${escapeMarkup(value)}</dd></div>`;
}

function stateOf({ record, pace }: TrainingReport): string {
  const { end } = record.sessions.at(-1)!;
  if (end === undefined)
    return pace === undefined
      ? 'No end was recorded: it is still training, or the process was killed; --resume goes on from its last checkpoint.'
      : `Training. This page follows it; if “Written” below stands still, the process is gone.`;
  const { how, error } = end;
  const told = {
    converged: 'Ended: validation no longer improved.',
    maxEpochs: 'Ended: all its epochs are done.',
    interrupted: 'Stopped by the user after its checkpoint was written; --resume goes on from there.',
    failed: `Failed [${error?.code}]: ${error?.message}`,
  };
  return told[how];
}
