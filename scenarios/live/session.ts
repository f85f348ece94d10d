// A live session: two contenders on one stage, the same orders for both, faults at the push of a button, a report on demand.
import { randomBytes } from 'node:crypto';
import type { liveJourney } from '../../reports/live/live-journey.ts';
import type { Infrastructure } from '../../shared/infra/infrastructure.ts';
import type { Booking } from '../../shared/domain/booking.ts';
import type { RunResult } from '../../shared/run-result.ts';
import { epochMs } from '../../shared/trace.ts';
import type { CatalogEntry } from '../engine/catalog.ts';
import type { HttpReply } from '../engine/http.ts';
import type { Told } from '../engine/ledger.ts';
import { sleep } from '../engine/load.ts';
import { readRecords } from '../engine/records.ts';
import { warmUp } from '../engine/warm-up.ts';
import { examplesOf } from './by-hand.ts';
import { EventLog } from './event-log.ts';
import { FaultBoard } from './fault-board.ts';
import { faultButtons } from './fault-buttons.ts';
import type { SessionServers } from './feed-source.ts';
import { resultOfSession } from './session-result.ts';
import { clockFrom, openStage, type Stage } from './stage.ts';
import { startTraffic } from './traffic.ts';

/** How far back a report looks; what is older is forgotten. */
export const windowMs = 15 * 60_000;
/** How many seconds a page shows. */
export const secondsShown = 300;
const warmUpMs = 3_000;
const draw = { flights: 20, declinedShare: 0 };

/** What its user knows of one order, and what happened to it. */
export type Story = { told: Told; example: Parameters<typeof liveJourney>[0] };

/** A running session. */
export type Session = {
  log: EventLog;
  board: FaultBoard;
  contenders: { name: string; variant: string; title: string }[];
  /** Orders per second for each contender from now on. */
  setRate(perSecond: number): void;
  /** Where each contender's tables are; the addresses hold passwords. */
  databases: SessionServers['databases'];
  /** Sends one order by hand to one contender; undefined when there is no such contender. */
  book(contender: string, booking: Booking): Promise<HttpReply> | undefined;
  /** What is known of an order sent in the last minutes; undefined for any other. */
  story(contender: string, orderId: string): Promise<Story | undefined>;
  /** Heals everything, lets everything settle, judges every order of the last minutes; the load goes on afterwards. */
  record(): Promise<RunResult>;
  stop(): Promise<void>;
};

/** Starts a session; everything it started is stopped when a step fails. */
export async function startSession(options: {
  infrastructure: Infrastructure;
  entries: CatalogEntry[];
  ratePerSecond: number;
  seed: number;
  command: string;
  signal: AbortSignal;
  onProgress: (detail: string) => void;
}): Promise<Session> {
  const { infrastructure, entries, seed, onProgress } = options;
  const t0 = epochMs();
  const clock = clockFrom(t0);
  const stages: Stage[] = [];
  const base = `bk${randomBytes(4).toString('hex')}`;
  const stopping = new AbortController();
  const stopStages = async () => {
    stopping.abort();
    await Promise.allSettled(stages.map((stage) => stage.stop()));
  };
  try {
    onProgress(`starting ${entries.map(({ contender }) => contender.name).join(' and ')}`);
    const shared = { infrastructure, seed, t0, clock, signal: options.signal };
    const opened = await Promise.allSettled(
      entries.map((entry, i) => openStage(entry, `${base}_${i}`, shared)),
    );
    for (const stage of opened) if (stage.status === 'fulfilled') stages.push(stage.value);
    for (const stage of opened) if (stage.status === 'rejected') throw stage.reason;
    onProgress('warming up');
    await Promise.all(
      stages.map(({ booted: { edgeUrl } }) =>
        warmUp({
          ...{
            edgeUrl,
            draw,
            seed,
            lasting: { durationMs: warmUpMs },
            pace: { ratePerSecond: 50 },
          },
        }),
      ),
    );
  } catch (error) {
    await stopStages();
    throw error;
  }

  const log = new EventLog(secondsShown);
  const stageOf = (name: string) => stages.find(({ entry }) => entry.contender.name === name);
  const rates: { atMs: number; perSecond: number }[] = [];
  let isRecording = false;
  let recording: Promise<RunResult> | undefined;
  let verdict: string | null = null;

  const tellStatus = () =>
    log.add('status', {
      atMs: clock(),
      ratePerSecond: rates.at(-1)?.perSecond ?? 0,
      isRecording,
      verdict,
      buttons: faultButtons.map((button) => ({
        ...{ id: button.id, label: button.label, key: button.key },
        state: board.stateOf(button.id),
        spared: board.sparedBy(button),
      })),
      marks: board.marks,
      accidents: stages.flatMap(({ entry, accidents }) =>
        accidents.slice(-5).map((what) => `${entry.contender.name}: ${what}`),
      ),
    });
  const board = new FaultBoard({ stages, buttons: faultButtons, clock, onChange: tellStatus });
  const traffic = startTraffic({
    ...{ clock, draw, seed },
    send: (arrival) => {
      for (const stage of stages) void stage.send(arrival);
    },
  });
  const setRate = (perSecond: number) => {
    rates.push({ atMs: clock(), perSecond });
    if (!isRecording) traffic.setRate(perSecond);
    tellStatus();
  };

  const tick = async () => {
    const seconds = await Promise.all(
      stages.map(async (stage) => [stage.entry.contender.name, await stage.takeSecond()] as const),
    );
    log.add('second', { atMs: clock(), contenders: Object.fromEntries(seconds) });
    // While it is judged, nothing of the window may go.
    if (isRecording) return;
    const tooOld = clock() - windowMs;
    for (const stage of stages) stage.forget(tooOld);
    board.forget(tooOld);
    while (rates[1] && rates[1].atMs < tooOld) rates.shift();
  };
  const startedMs = clock();
  const ticking = (async () => {
    for (let n = 1; !stopping.signal.aborted; n++) {
      await sleep(n * 1_000 - (clock() - startedMs), stopping.signal);
      if (!stopping.signal.aborted) await tick();
    }
  })();
  setRate(options.ratePerSecond);

  const record = async () => {
    isRecording = true;
    traffic.setRate(0);
    tellStatus();
    try {
      const result = await resultOfSession({
        ...{ stages, board, clock, t0, infrastructure, rates, seed },
        ...{ command: options.command, signal: stopping.signal },
        fromMs: Math.max(0, startedMs, clock() - windowMs),
      });
      verdict = result.verdict;
      return result;
    } finally {
      isRecording = false;
      recording = undefined;
      traffic.setRate(rates.at(-1)?.perSecond ?? 0);
      tellStatus();
    }
  };

  return {
    ...{ log, board, setRate },
    databases: stages.map(({ entry, booted }) => ({
      ...{ contender: entry.contender.name, url: booted.database.adminUrl },
    })),
    contenders: stages.map(({ entry }) => ({
      ...{ name: entry.contender.name, title: entry.contender.title },
      variant: entry.variant.name,
    })),
    book: (contender, booking) => stageOf(contender)?.send({ atMs: clock(), booking }),
    story: async (contender, orderId) => {
      const stage = stageOf(contender);
      const journal = stage?.ledger.entries.get(orderId);
      if (!stage || !journal) return undefined;
      const records = (
        await readRecords(stage.booted.database.checker, [orderId], stage.aheadMs)
      ).get(orderId);
      if (!records) return undefined;
      const order = { orderId, journal, records };
      const [example] = await examplesOf([order], { traceDir: stage.traceDir, t0 });
      return example && { told: journal.told, example };
    },
    record: () => (recording ??= record()),
    stop: async () => {
      traffic.stop();
      await board.releaseAll().catch(() => undefined);
      await stopStages();
      await ticking.catch(() => undefined);
    },
  };
}
