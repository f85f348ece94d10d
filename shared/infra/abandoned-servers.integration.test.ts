// Proves that real servers do not outlive a harness that was killed or interrupted while it ran or started them.
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { sweepAbandonedRuns } from './abandoned-runs.ts';
import { startInfrastructure } from './infrastructure.ts';
import { startOwner, type OwnerToKill } from './owner-to-kill.ts';
import { startTimeOf } from './process-identity.ts';
import { runsRoot } from './run-directory.ts';
import { waitUntil } from './wait.ts';

const soon = { deadlineMs: 20_000 };
let temporary: string;
let owner: OwnerToKill | undefined;

beforeEach(() => {
  vi.stubEnv('KAFKA_BROKERS', '');
  vi.stubEnv('DATABASE_URL', '');
  temporary = mkdtempSync(join(tmpdir(), 'servers-test-'));
  // The account that PostgreSQL runs as must get through.
  chmodSync(temporary, 0o711);
  vi.stubEnv('TMPDIR', temporary);
});
afterEach(async () => {
  await owner?.kill();
  vi.unstubAllEnvs();
  // The guard of a killed owner is clearing up in there too, and its servers write to the last.
  const remove = () => {
    try {
      rmSync(temporary, { recursive: true, force: true });
      return true;
    } catch {
      return false;
    }
  };
  await waitUntil('the directory of the test to be removed', remove, soon);
});

const living = (pids: number[]): number[] => pids.filter((pid) => startTimeOf(pid) !== undefined);

test('when a harness is killed, its servers and data are gone soon after', async () => {
  const { runDir, children, kill } = (owner = await startOwner(temporary, 'servers'));
  expect(living(children)).toHaveLength(2);
  await kill();
  await waitUntil('the servers to be gone', () => living(children).length === 0, soon);
  await waitUntil('the directory to be gone', () => !existsSync(runDir), soon);
});

test('when its guard was killed too, the next run clears up before it starts', async () => {
  const { runDir, children, killWithGuard } = (owner = await startOwner(temporary, 'servers'));
  await killWithGuard();
  expect(living(children)).toHaveLength(2);
  expect(await sweepAbandonedRuns(dirname(runDir))).toEqual({ processes: 2, directories: 1 });
  expect(living(children)).toEqual([]);
  expect(existsSync(runDir)).toBe(false);
});

test('two runs at once do not disturb each other', async () => {
  owner = await startOwner(temporary, 'servers');
  const second = await startInfrastructure({ needs: ['postgres'] });
  expect(living(owner.children)).toHaveLength(2);
  await second.stop();
  expect(living(owner.children)).toHaveLength(2);
  expect(existsSync(owner.runDir)).toBe(true);
});

test.each([0, 100, 400, 900, 1_800])(
  'an interrupt %i ms after the start leaves no process and no directory',
  async (afterMs) => {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(new Error('interrupted')), afterMs);
    const starting = startInfrastructure({ needs: ['kafka', 'postgres'], signal: abort.signal });
    // On a fast machine the last one may be up before the interrupt.
    const started = await starting.catch((error: unknown) => {
      expect(error).toMatchObject({ message: 'interrupted' });
    });
    clearTimeout(timer);
    await started?.stop();
    expect(readdirSync(runsRoot())).toEqual([]);
    expect(await sweepAbandonedRuns()).toEqual({ processes: 0, directories: 0 });
  },
);
