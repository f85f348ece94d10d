// Boots real servers once per test file and contenders on them; polls with a deadline instead of sleeping.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll } from 'vitest';
import type { FlightPlan } from '../../../shared/db/run-database.ts';
import { startInfrastructure, type Infrastructure } from '../../../shared/infra/infrastructure.ts';
import { waitUntil } from '../../../shared/infra/wait.ts';
import { bootContender, type BootedContender } from '../boot-contender.ts';
import { loadContenders } from '../catalog.ts';
import type { Contender, Instances } from '../../../shared/variant.ts';

/** Deadline of anything a test waits for, in ms. */
const patienceMs = 40_000;

/** Servers for the tests of one file. */
export function useInfrastructure(needs: ('kafka' | 'postgres')[]): () => Infrastructure {
  let infrastructure: Infrastructure | undefined;
  beforeAll(async () => {
    infrastructure = await startInfrastructure({ needs });
  });
  afterAll(async () => {
    await infrastructure?.stop();
  });
  return () => {
    if (!infrastructure) throw new Error('the servers are not up yet');
    return infrastructure;
  };
}

/** Boots a contender by name; `change` makes a planted variation of it. */
export async function bootForTest(
  infrastructure: Infrastructure,
  name: string,
  options: {
    flights?: FlightPlan;
    change?: (contender: Contender) => Contender;
    traceDir?: string;
    instances?: Instances;
    joiners?: Instances;
    runId?: string;
    signal?: AbortSignal;
  } = {},
): Promise<BootedContender> {
  const entry = (await loadContenders()).get(name);
  const { postgres, kafka, runDir } = infrastructure;
  if (!entry || !postgres) throw new Error(`cannot boot ${name}`);
  return bootContender({
    entry: { ...entry, contender: options.change?.(entry.contender) ?? entry.contender },
    runId: options.runId ?? `t${randomBytes(5).toString('hex')}`,
    runDir,
    ...(options.traceDir ? { traceDir: options.traceDir } : {}),
    ...(options.instances ? { instances: options.instances } : {}),
    ...(options.joiners ? { joiners: options.joiners } : {}),
    seed: 1,
    flights: options.flights ?? { count: 4, seatsPerFlight: 1_000 },
    postgres,
    kafka,
    signal: options.signal ?? new AbortController().signal,
    onUnexpectedExit: () => undefined,
  });
}

/** Waits until `read` gives something other than undefined and returns it. */
export async function eventually<T>(
  what: string,
  read: () => Promise<T | undefined> | T | undefined,
  deadlineMs = patienceMs,
): Promise<T> {
  const found: T[] = [];
  await waitUntil(
    what,
    async () => {
      const value = await read();
      if (value !== undefined) found.push(value);
      return value !== undefined;
    },
    { deadlineMs, everyMs: 25 },
  );
  const [value] = found;
  if (value === undefined) throw new Error(`no ${what}`);
  return value;
}
