// The index page of a suite: one sentence, the checks on itself, the matrix, the ladder, and what did not hold.
import { localLink, staticPage } from './document.ts';
import { html, type Html } from './html.ts';
import { ladderWords } from './ladder-words.ts';
import { count, minutes } from './numbers.ts';
import { mark, section } from './sections/parts.ts';
import { suiteLadder } from './sections/suite-ladder.ts';
import { suiteMatrix } from './sections/suite-matrix.ts';
import type { SuiteResult, SuiteRow } from './suite.ts';
import { suiteContenders, suiteFindings, suiteTotals, suiteVerdict } from './suite-words.ts';

function totals(suite: SuiteResult): Html {
  return html`<dl class="facts totals">
    ${suiteTotals(suite).map(
      ({ title, words, good }) =>
        html`<div>
          <dt>${title}</dt>
          <dd>${mark(good, words)}</dd>
        </div>`,
    )}
  </dl>`;
}

function failuresOf(row: SuiteRow): Html[] {
  const link = localLink(row.href, row.title);
  const own =
    row.status === 'error'
      ? [html`<li>${mark(false, 'did not run')} ${link}: ${row.error ?? 'no reason given'}</li>`]
      : row.status === 'inconclusive'
        ? [html`<li>${mark(null, 'inconclusive')} ${link}: ${row.error ?? row.verdict}</li>`]
        : [];
  const ofContenders = row.contenders.flatMap((cell) => [
    ...cell.expectationsFailed.map(
      (title) => html`<li>${mark(false, 'not as expected')} ${link}, ${cell.name}: ${title}</li>`,
    ),
    ...cell.predictionsDisagreeing.map(
      (title) => html`<li>${mark(false, 'model disagrees')} ${link}, ${cell.name}: ${title}</li>`,
    ),
  ]);
  return [...own, ...ofContenders];
}

function failures({ rows }: SuiteResult): Html {
  const found = rows.flatMap(failuresOf);
  return section(
    'failures',
    'What did not hold',
    found.length === 0
      ? html`<p>Everything expected and predicted was found.</p>`
      : html`<ul class="failures">
          ${found}
        </ul>`,
  );
}

function verdicts({ rows }: SuiteResult): Html {
  return section(
    'verdicts',
    'Every scenario in one sentence',
    html`<dl class="verdicts">
      ${rows.map(
        (row) =>
          html`<dt>${localLink(row.href, row.title)}</dt>
            <dd>
              <p class="quiet">${row.question}</p>
              <p>${row.verdict}</p>
            </dd>`,
      )}
    </dl>`,
  );
}

function again(suite: SuiteResult): Html {
  const host = suite.environment;
  const facts: readonly (readonly [string, string | null])[] = [
    ['started', suite.startedAt],
    ['took', minutes(suite.durationMs)],
    ...(host === null
      ? []
      : ([
          ['machine', `${host.os}; ${host.cpuModel}, ${count(host.cpuCount)} cores`],
          ['Node', host.node],
          ['Kafka', host.kafka],
          ['PostgreSQL', host.postgres],
          ['infrastructure', host.infrastructure],
          ['git commit', host.gitSha],
        ] as const)),
  ];
  return section(
    'again',
    'Run it again',
    html`<div class="command"><code>${suite.command}</code></div>
      <dl class="facts">
        ${facts.map(
          ([term, value]) =>
            html`<div>
              <dt>${term}</dt>
              <dd>${value ?? '–'}</dd>
            </div>`,
        )}
      </dl>
      <p class="quiet">
        One machine, contenders one after another, faults of seconds. Each scenario's report says
        what it does not show; scenarios differ in load, so losses are never added up over them.
      </p>`,
  );
}

/** The whole index page as one HTML document. */
export function renderSuite(suite: SuiteResult): string {
  const hasLadder = (suite.ladder ?? []).length > 0;
  const { verdict, findings } = hasLadder
    ? ladderWords(suite)
    : { verdict: suiteVerdict(suite), findings: suiteFindings(suite) };
  const contents = [
    ['matrix', 'Matrix'],
    ['failures', 'What did not hold'],
    ['verdicts', 'Verdicts'],
    ['again', 'Run it again'],
  ] as const;
  return staticPage(
    suite.title,
    suiteContenders(suite),
    html`<header>
        <p class="eyebrow">
          ${suite.name} · ${suite.startedAt.slice(0, 16).replace('T', ' ')} ·
          ${minutes(suite.durationMs)}
        </p>
        <h1>${suite.title}</h1>
      </header>
      <p class="verdict" id="verdict">${verdict}</p>
      ${
        findings.length > 0 &&
        html`<ul class="findings" aria-label="Findings">
          ${findings.map((line) => html`<li>${line}</li>`)}
        </ul>`
      }
      ${totals(suite)}
      <nav aria-label="Contents">
        <ul>
          ${hasLadder && html`<li><a href="#ladder">Ladder</a></li>`}
          ${contents.map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>`)}
        </ul>
      </nav>
      ${suiteLadder(suite)} ${suiteMatrix(suite)} ${failures(suite)} ${verdicts(suite)}
      ${again(suite)}`,
  );
}
