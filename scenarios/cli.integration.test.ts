// The command line as a user meets it: a whole run, and everything that can go wrong on the way.
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isAlive } from '../shared/infra/process-identity.ts';
import { waitUntil } from '../shared/infra/wait.ts';
import { parseRunResult, type RunResult } from '../shared/run-result.ts';
import {
  descendants,
  startHarness,
  type HarnessProcess,
} from './engine/testing/harness-process.ts';

function scratch(): {
  out: string;
  json: string;
  args: string[];
  summary: (name: string) => string;
} {
  const out = mkdtempSync(join(tmpdir(), 'scenario-test-'));
  const json = join(out, 'copy.json');
  const [junit, md] = [join(out, 'junit.xml'), join(out, 'summary.md')];
  return {
    out,
    json,
    args: ['--out', out, '--json', json, '--junit', junit, '--md', md],
    summary: (name) => readFileSync(join(out, name), 'utf8'),
  };
}

const resultAt = (path: string): RunResult =>
  parseRunResult(JSON.parse(readFileSync(path, 'utf8')));

/** Nothing of the harness lives on. The pids were its own, so their absence proves it. */
async function expectNothingLeft(pids: number[]): Promise<void> {
  expect(pids.length).toBeGreaterThan(0);
  await waitUntil('every process of the harness to be gone', () => !pids.some(isAlive), {
    deadlineMs: 20_000,
  });
}

async function inLoad(harness: HarnessProcess): Promise<number[]> {
  await harness.printed(': load for');
  return descendants(harness.pid);
}

/** Every example has spans, and the same orders are shown at every contender, one of which fared differently. */
function expectJourneys({ contenders }: RunResult): void {
  const runs = contenders.flatMap((contender) => contender.runs);
  const examples = runs.flatMap((run) => Object.values(run.examples).flat());
  expect(examples.length).toBeGreaterThan(5);
  expect(examples.filter(({ spans = [] }) => spans.length === 0)).toEqual([]);
  const same = runs.map(({ sameOrders = [] }) => sameOrders);
  expect(new Set(same.map((orders) => orders.map(({ orderId }) => orderId).join(' '))).size).toBe(
    1,
  );
  expect(new Set(same.map(([first]) => first?.outcome)).size).toBeGreaterThan(1);
}

describe('a whole run', () => {
  it('shows what a billing outage did to each contender', async () => {
    const { out, json, args, summary } = scratch();
    const harness = startHarness(['billing-down', '--duration', '12', '--seed', '3', ...args]);
    const code = await harness.exited;
    const result = resultAt(json);
    expect(code, harness.output()).toBe(result.conclusive ? 0 : 99);
    expect(resultAt(join(out, 'result.json'))).toEqual(result);
    expect(readFileSync(join(out, 'index.html'), 'utf8')).toContain(result.scenario.title);
    expect(harness.output()).toContain(result.verdict);
    expect(summary('junit.xml')).toMatch(
      new RegExp(`<testsuites name="billing-down" tests="\\d+" failures="${code === 0 ? 0 : 1}"`),
    );
    expect(summary('summary.md')).toContain('| lost orders |');

    const run = (name: string) => {
      const found = result.contenders.find((c) => c.name === name)?.runs[0];
      if (!found) throw new Error(`no run of ${name}`);
      return found;
    };
    expect(new Set(result.contenders.map((c) => c.runs[0]?.offered)).size).toBe(1);
    for (const { runs } of result.contenders) {
      expect(runs[0]?.outcomes.unclassified).toBe(0);
      expect(runs[0]?.outcomes['not-offered']).toBe(0);
      const [fault] = runs[0]?.faults ?? [];
      if (!fault || !('injectedAtMs' in fault)) throw new Error('the fault was not measured');
      expect(fault.pidBefore).toBeGreaterThan(0);
      expect(fault.pidAfter).toBeGreaterThan(0);
      expect(fault.pidAfter).not.toBe(fault.pidBefore);
      expect(fault.healedAtMs).toBeGreaterThan(fault.injectedAtMs);
    }
    expectJourneys(result);
    expect(run('rest').lostOrders.leak).toBeGreaterThan(0);
    // The narrow interval is for a machine that does nothing else; where orders left late, none.
    const lost = run('rest').predictions.find((p) => p.id === 'lost');
    const ratio = (lost?.measured ?? 0) / (lost?.predicted ?? 0);
    if (result.conclusive) {
      expect(ratio).toBeGreaterThan(0.5);
      expect(ratio).toBeLessThan(2);
    }
    const hardened = run('rest-hardened').lostOrders;
    expect(hardened.refused).toBe(hardened.total);
    expect(run('broker').lostOrders.total).toBe(0);
    expect(run('broker').backlogPeak).toBeGreaterThan(0);
    expect(run('broker').drainMs).not.toBeNull();
    expect(run('broker').invariants.every((i) => i.verdict === 'held')).toBe(true);
  });
});

describe('bad input ends with exit 2 and one clear sentence', () => {
  it.each([
    [['biling-down'], 'there is no scenario "biling-down"; did you mean "billing-down"?'],
    [['billing-down', '--rate', 'fast'], '--rate: "fast" is not a number from 0.1 to 10000'],
    [['billing-down', '--contenders', 'rst'], 'there is no contender "rst"; did you mean "rest"?'],
    [[], 'which scenario? One of: baseline, billing-503, '],
  ])('%j', async (args, sentence) => {
    const harness = startHarness(args);
    expect(await harness.exited).toBe(2);
    expect(harness.output()).toContain(sentence);
    expect(harness.output().trim().split('\n')).toHaveLength(1);
  });
});

describe('a run that is disturbed', () => {
  it('reports what it has when interrupted, exits 130 and leaves nothing running', async () => {
    const { out, args, summary } = scratch();
    const harness = startHarness(['baseline', '--contenders', 'rest', '--duration', '60', ...args]);
    const pids = await inLoad(harness);
    harness.interrupt();
    expect(await harness.exited, harness.output()).toBe(130);
    const result = resultAt(join(out, 'result.json'));
    expect(result).toMatchObject({ interrupted: true, conclusive: false });
    expect(result.verdict).toContain('INCONCLUSIVE');
    expect(summary('junit.xml')).toContain('message="it was interrupted');
    expect(summary('summary.md')).toContain('INCONCLUSIVE');
    await expectNothingLeft(pids);
  });

  it('is stopped at once when interrupted while starting', async () => {
    const { args, summary } = scratch();
    const harness = startHarness(['baseline', ...args]);
    await harness.printed('starting');
    harness.interrupt();
    expect(await harness.exited, harness.output()).toBe(130);
    expect(harness.output()).toContain('Nothing was measured yet');
    expect(summary('junit.xml')).toContain('errors="1"');
    expect(descendants(harness.pid)).toEqual([]);
  });

  it('is inconclusive when a service dies by itself, and says which', async () => {
    const { out, args } = scratch();
    const harness = startHarness(['baseline', '--contenders', 'rest', '--duration', '8', ...args]);
    await inLoad(harness);
    const [email] = descendants(harness.pid, 'SERVICE_ROLE=email');
    process.kill(email ?? 0, 'SIGKILL');
    expect(await harness.exited).toBe(99);
    const result = resultAt(join(out, 'result.json'));
    expect(result.conclusive).toBe(false);
    expect(harness.output()).toContain('the email service was ended by SIGKILL by itself');
  });

  it('ends with exit 3 and keeps what was measured when Kafka is killed under it', async () => {
    const { out, args, summary } = scratch();
    const harness = startHarness([
      'baseline',
      '--contenders',
      'rest,broker',
      '--duration',
      '6',
      ...args,
    ]);
    const pids = await inLoad(harness);
    await harness.printed('broker: load for');
    const [kafka] = descendants(harness.pid, 'kafka.Kafka');
    process.kill(kafka ?? 0, 'SIGKILL');
    expect(await harness.exited, harness.output()).toBe(3);
    expect(harness.output()).toContain('Kafka was ended by SIGKILL during the run');
    expect(summary('junit.xml')).toMatch(
      /<error message="Kafka was ended by SIGKILL during the run/,
    );
    const result = resultAt(join(out, 'result.json'));
    expect(result.conclusive).toBe(false);
    expect(result.contenders.map((c) => c.name)).toEqual(['rest']);
    await expectNothingLeft(pids);
  });

  it('does not mind another run on the same machine', async () => {
    const runs = [1, 2].map(() => scratch());
    const harnesses = runs.map(({ args }) =>
      startHarness([
        'baseline',
        '--contenders',
        'broker',
        '--duration',
        '4',
        '--rate',
        '10',
        ...args,
      ]),
    );
    for (const [i, harness] of harnesses.entries()) {
      const code = await harness.exited;
      const result = resultAt(runs[i]?.json ?? '');
      // Two at once may well be late, and then they say so.
      expect(code, harness.output()).toBe(result.conclusive ? 0 : 99);
      const [broker] = result.contenders;
      expect(broker?.runs[0]?.lostOrders.total).toBe(0);
    }
  });
});
