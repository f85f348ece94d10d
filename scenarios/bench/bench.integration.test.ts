// The bench in short, as a user starts it. It asserts counts and what no noise can move: speed is not tested here.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { benchResultSchema, type BenchBaseline } from '../../shared/bench-result.ts';
import { startHarness } from '../engine/testing/harness-process.ts';

const cli = fileURLToPath(new URL('cli.ts', import.meta.url));
const baselineOf = (ratio: number): BenchBaseline => ({
  ...{ schemaVersion: 1, kind: 'bench-baseline' },
  measured: { date: '2026-01-01', gitSha: null, cpu: 'a dream', otherCores: 0 },
  ratios: { 'throughput.broker/broker-floor': { median: ratio, low: ratio, high: ratio } },
});

it('measures with durable settings, loses nothing, and says when a ratio has become worse', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'bench-'));
  try {
    // A thousand times the floor: nobody can keep that up.
    const baseline = join(dir, 'baseline.json');
    await writeFile(baseline, JSON.stringify(baselineOf(1_000)));
    const out = join(dir, 'out');
    const harness = startHarness(
      [
        ...['--only', 'throughput', '--contenders', 'broker', '--quick', '--seconds', '1'],
        ...['--check', '--baseline', baseline, '--out', out],
      ],
      {},
      cli,
    );
    const code = await harness.exited;
    const said = harness.output();
    // Among other tests it may find that others were at work: then it convicts nobody, and says so.
    expect(code, said).toBe(said.includes('INCONCLUSIVE: others were at work') ? 2 : 99);
    const result = benchResultSchema.parse(
      JSON.parse(await readFile(join(out, 'bench.json'), 'utf8')),
    );
    expect(result.settings).toMatchObject({ fsync: 'on', synchronousCommit: 'on', acks: -1 });
    expect(result.throughput.map(({ subject }) => subject)).toEqual(['broker', 'broker-floor']);
    for (const { rounds } of result.throughput) {
      expect(rounds).toMatchObject([{ lost: 0, harm: 0, unsettled: 0 }]);
      expect(rounds[0]?.confirmed).toBeGreaterThan(0);
    }
    const figure = result.figures.find(({ id }) => id === 'throughput.broker/broker-floor');
    expect(figure?.median).toBeGreaterThan(0);
    expect(figure?.median).toBeLessThan(1_000);
    expect(await readFile(join(out, 'index.html'), 'utf8')).toContain('<!doctype html>');
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});
