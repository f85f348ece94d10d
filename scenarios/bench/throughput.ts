// Flat out: as many users as connections order again as soon as they are answered; what settled is counted.
import type { FlatOut } from '../../shared/bench-result.ts';
import type { Infrastructure } from '../../shared/infra/infrastructure.ts';
import { epochMs } from '../../shared/trace.ts';
import { databaseNow } from '../engine/database-clock.ts';
import type { BootedContender } from '../engine/boot-contender.ts';
import type { CatalogEntry } from '../engine/catalog.ts';
import { sendInClosedLoop } from '../engine/closed-loop.ts';
import { Ledger } from '../engine/ledger.ts';
import { countCpu } from './cpu.ts';
import {
  draw,
  judged,
  lossOf,
  onStage,
  settle,
  walPosition,
  warmUpStage,
  type Ground,
} from './stage.ts';

/** Above every service's own deadline. */
const requestDeadlineMs = 8_000;

/** How hard and for how long. */
export type FlatOutOptions = {
  seconds: number;
  connections: number;
  seed: number;
  signal: AbortSignal;
  infrastructure: Infrastructure;
};

/** What the caller chooses of it, and how many orders go before. */
export type Drive = Omit<FlatOutOptions, 'signal' | 'infrastructure'> & { warmUpOrders: number };

/** Sends flat out into a warm subject and counts once all is settled. */
export async function flatOut(booted: BootedContender, options: FlatOutOptions): Promise<FlatOut> {
  const { seconds, signal, infrastructure } = options;
  const sinceMs = await databaseNow(booted.database.checker);
  const ledger = new Ledger([]);
  const walBefore = await walPosition(booted);
  const endCount = await countCpu(booted, infrastructure);
  const startedAt = epochMs();
  await sendInClosedLoop({
    ...{ ...options, draw, ledger, edgeUrl: booted.edgeUrl, requestDeadlineMs },
    durationMs: seconds * 1_000,
    clock: () => epochMs() - startedAt,
  });
  await settle(booted, signal);
  const endedWith = await endCount(ledger.entries.size);
  const walBytes = (await walPosition(booted)) - walBefore;
  const orders = await judged(booted, ledger, sinceMs);
  const rows = orders.map(({ records }) => records).filter(({ row }) => row !== 'none');
  const decided = rows.flatMap(({ decidedMs: at }) => at ?? []);
  const confirmed = rows.filter(({ row }) => row === 'confirmed').length;
  const first = rows.reduce((least, { storedMs: at }) => Math.min(least, at ?? least), Infinity);
  const lastedS = (decided.reduce((most, at) => Math.max(most, at), first) - first) / 1_000;
  return {
    confirmed,
    seconds: confirmed > 0 ? lastedS : 0,
    confirmedPerSecond: lastedS > 0 ? confirmed / lastedS : 0,
    ...lossOf(orders),
    walBytesPerOrder: confirmed > 0 ? walBytes / confirmed : 0,
    cpu: endedWith,
  };
}

/** Boots a subject, warms it up by the load it will get, and drives it flat out. */
export function measureThroughput(
  ground: Ground,
  entry: CatalogEntry,
  options: Drive,
): Promise<FlatOut> {
  const { signal, infrastructure } = ground;
  return onStage(ground, entry, options, async (booted) => {
    await warmUpStage(booted, options.warmUpOrders, signal);
    return flatOut(booted, { ...options, signal, infrastructure });
  });
}
