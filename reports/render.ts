// Turns a RunResult into one self-contained HTML page.
import type { RunResult } from '../shared/run-result.ts';
import { verdictSentence, findings } from './findings.ts';
import { html } from './html.ts';

/** The whole report as one HTML document. */
export function renderReport(result: RunResult): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>${result.scenario.title}</title>
      </head>
      <body>
        <h1>${result.scenario.title}</h1>
        <p>${verdictSentence(result)}</p>
        ${findings(result).map((line) => html`<p>${line}</p>`)}
      </body>
    </html>`.markup;
}
