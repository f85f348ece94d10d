// The page as text: nothing escapes, nothing is fetched, nothing is missing, and it stays small.
import { describe, expect, it } from 'vitest';
import { parseRunResult } from '../shared/run-result.ts';
import { allCharts, chartsOf } from './charts.ts';
import { doubts } from './doubts.ts';
import { attack, hostileResult } from './fixtures/hostile.ts';
import { samples } from './fixtures/samples.ts';
import { manyFaults } from './fixtures/special-samples.ts';
import { verdictSentence } from './verdict.ts';
import { escapeText } from './html.ts';
import { inlineScript } from './inline-script.ts';
import { renderReport } from './render.ts';

const everySample = Object.entries(samples);

function withoutScripts(page: string): string {
  return page.replaceAll(/<script[^>]*>[\s\S]*?<\/script>/g, '');
}

function beforeScoreboard(page: string): string {
  return withoutScripts(page).slice(0, page.indexOf('id="scoreboard"'));
}

describe.each(everySample)('the page of %s', (_, make) => {
  const result = make();
  const page = renderReport(result);

  it('renders a valid result without a hole in its text', () => {
    expect(() => parseRunResult(result)).not.toThrow();
    expect(withoutScripts(page)).not.toMatch(/\bNaN\b|\bInfinity\b|\bundefined\b|\[object/);
  });

  it('is one offline file below 3 MB that names no other file', () => {
    expect(Buffer.byteLength(page)).toBeLessThan(3_000_000);
    expect(
      /sourceMappingURL|<script[^>]+src=|<link[^>]+href="(?!data:)|url\(http/.exec(page)?.[0],
    ).toBeUndefined();
    expect(page.includes('content="default-src &#39;none&#39;; script-src &#39;sha256-')).toBe(
      true,
    );
    for (const [, source = ''] of page.matchAll(/<script>([\s\S]*?)<\/script>/g))
      expect(page.includes(escapeText(inlineScript(source).allowed))).toBe(true);
    expect(page.includes(escapeText("script-src 'unsafe-inline'"))).toBe(false);
  });

  it('gives every canvas a name with numbers and every heading a unique id', () => {
    const ids = [...withoutScripts(page).matchAll(/\sid="([^"]+)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
    for (const chart of allCharts(chartsOf(result))) {
      expect(ids).toContain(chart.id);
      expect(chart.description.length).toBeGreaterThan(20);
    }
  });
});

describe('a hostile result', () => {
  const page = renderReport(hostileResult());

  it('cannot put an element or an attribute into the page', () => {
    expect(page.includes('<img')).toBe(false);
    expect(page.includes(attack)).toBe(false);
    expect(withoutScripts(page)).toContain(escapeText(attack));
  });

  it('cannot close the script that holds its data', () => {
    for (const [, json] of page.matchAll(
      /<script type="application\/json"[^>]*>([\s\S]*?)<\/script>/g,
    ))
      expect(() => JSON.parse(json ?? '')).not.toThrow();
    expect(page.match(/<\/script>/g)).toHaveLength(5);
  });
});

describe('the facts of a run', () => {
  it('say on how many nodes Kafka was, where that is known', () => {
    const result = samples.baseline();
    expect(renderReport(result)).not.toContain('Kafka cluster');
    result.environment.kafkaCluster = { nodes: 3, replicationFactor: 3, minInSync: 2 };
    expect(renderReport(result)).toContain('3 nodes, replication factor 3, min in-sync 2');
  });
});

describe('predict first', () => {
  it('asks before the answer, and everything that answers lies in the part it covers', () => {
    const result = manyFaults();
    const page = withoutScripts(renderReport(result));
    const [before = '', after = ''] = page.split('<div id="answer">');
    expect(before).toContain(result.scenario.teaching?.predict);
    expect(before).toContain('href="#answer"');
    expect(before).not.toContain(escapeText(verdictSentence(result)));
    expect(before).not.toMatch(/lost of|class="big"/);
    expect(after).toContain(escapeText(verdictSentence(result)));
    expect(after).toContain('href="#predict"');
  });

  it('does not offer it where nothing was to be predicted', () => {
    expect(withoutScripts(renderReport(samples.baseline()))).not.toMatch(/href="#predict"/);
  });
});

describe('the first screen', () => {
  it('shows why a result is inconclusive before any number', () => {
    const start = beforeScoreboard(renderReport(samples.inconclusive()));
    expect(start.indexOf('INCONCLUSIVE')).toBeLessThan(start.indexOf('class="big"'));
    expect(start).not.toMatch(/lost of 2\u202f189 orders \(0 %\)/);
  });

  it('says once that the generator was late', () => {
    const result = samples.inconclusive();
    const run = result.contenders[0]?.runs[0];
    if (run === undefined) throw new Error('the sample lost its first run');
    run.lateness.p99Ms = 94;
    const said = () => doubts(result).filter((one) => one.startsWith('rest: '));
    expect(said()).toEqual(['rest: the load generator was late (p99 94 ms).']);
    run.warnings.push('the generator was late: p99 94 ms (limit 50 ms)');
    expect(said()).toEqual(['rest: the generator was late: p99 94 ms (limit 50 ms)']);
  });

  it('shows warnings of runs although the result is conclusive', () => {
    const result = samples.baseline();
    result.contenders[2]?.runs[0]?.warnings.push('consumer group rebalanced twice');
    expect(beforeScoreboard(renderReport(result))).toContain(
      'broker: consumer group rebalanced twice',
    );
  });
});

it('says what measuring cost, and nothing where an older result does not know', () => {
  const result = samples.baseline();
  const row = (page: string) => /<dt>measuring took<\/dt>\s*<dd>([^<]*)<\/dd>/.exec(page)?.[1];
  expect(row(renderReport(result))).toBe('–');
  const run = result.contenders[0]?.runs[0];
  if (run) run.harnessCpuShare = 0.084;
  expect(row(renderReport(result))).toBe('8.4 % of all CPU with rest');
});

it('says what others had of the machine, and doubts latencies where that was much', () => {
  const result = samples.baseline();
  result.environment.cpuCount = 4;
  const row = (page: string) => /<dt>others had<\/dt>\s*<dd>([^<]*)<\/dd>/.exec(page)?.[1];
  expect(row(renderReport(result))).toBe('–');
  const run = result.contenders[0]?.runs[0];
  if (!run) throw new Error('no run');
  run.otherCores = 0.4;
  expect(row(renderReport(result))).toBe('0.4 of 4 cores with rest');
  expect(doubts(result)).toEqual([]);
  run.otherCores = 0.41;
  expect(doubts(result)).toEqual([
    'rest: others had 0.41 of 4 cores while orders came; its latencies hold that.',
  ]);
});

it('shows where an order spends its time, call by call and topic by topic', () => {
  const result = samples.baseline();
  const [rest, ...others] = result.contenders;
  const run = rest?.runs[0];
  if (!run) throw new Error('no run');
  for (const other of others) for (const one of other.runs) delete one.hops;
  const title = 'Where an order spends its time';
  delete run.hops;
  expect(renderReport(result)).not.toContain(title);
  run.hops = [
    { kind: 'call', what: '<charge>', peer: 'billing', orders: 9, wayMs: 2, handlingMs: 41.5 },
  ];
  const page = withoutScripts(renderReport(result));
  expect(page).toContain(title);
  expect(page).toContain('&lt;charge&gt;');
  expect(page).toContain('call to billing');
});

it('marks the best value of a row by text, and none when the result is inconclusive', () => {
  expect(withoutScripts(renderReport(samples['billing-down']()))).toMatch(/class="star">★/);
  expect(withoutScripts(renderReport(samples.inconclusive()))).not.toContain('class="star"');
});

it('stays below 3 MB with ten times the orders, and says what it left out', () => {
  const result = samples['all-contenders']();
  for (const { runs } of result.contenders)
    for (const run of runs)
      run.fates = Array.from({ length: 10 }, (_, i) =>
        run.fates.map((fate): typeof fate => [fate[0] + i / 10, fate[1], fate[2]]),
      ).flat();
  const page = renderReport(result);
  expect(Buffer.byteLength(page)).toBeLessThan(3_000_000);
  expect(page.includes('To keep this page small')).toBe(true);
});
