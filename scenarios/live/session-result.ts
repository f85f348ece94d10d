// The last minutes of a session as a RunResult: heal, let everything settle, judge every order.
import type { Infrastructure } from '../../shared/infra/infrastructure.ts';
import type { RunResult } from '../../shared/run-result.ts';
import { verdictSentence } from '../../reports/findings.ts';
import { describeEnvironment } from '../engine/environment.ts';
import type { Clock } from '../engine/load.ts';
import { drain } from '../engine/quiescence.ts';
import { contenderInResult, scenarioInResult } from '../engine/run.ts';
import type { NamedScenario } from '../engine/scenario.ts';
import type { FaultBoard } from './fault-board.ts';
import { recordStage, type Window } from './recording.ts';
import type { Stage } from './stage.ts';

/** Longest wait for everything to settle before it is judged; what is left by then is named. */
const settleDeadlineMs = 45_000;

/** What is recorded, and from when on (ms on the session's clock). */
export type SessionMaterial = {
  stages: Stage[];
  board: FaultBoard;
  clock: Clock;
  /** Epoch ms of the session's t = 0. */
  t0: number;
  fromMs: number;
  /** Every rate that was set, oldest first; the one in force at `fromMs` among them. */
  rates: { atMs: number; perSecond: number }[];
  infrastructure: Infrastructure;
  seed: number;
  command: string;
  signal: AbortSignal;
};

/** Judges the window. No order may be sent meanwhile. */
export async function resultOfSession(material: SessionMaterial): Promise<RunResult> {
  const { stages, board, clock, t0, fromMs, signal } = material;
  await board.releaseAll();
  const window: Window = { t0, fromMs, arrivalsEndMs: clock() };
  const scenario = sessionScenario(material, window);
  const contenders: RunResult['contenders'] = [];
  let conclusive = true;
  const settled = await Promise.all(
    stages.map(async (stage) => {
      const { group, prepared } = stage.booted;
      const { ledger } = stage;
      const drained = await drain({
        ...{ ledger, group, prepared, clock, signal, deadlineMs: settleDeadlineMs },
      });
      await stage.pollOnce();
      return drained;
    }),
  );
  for (const [i, stage] of stages.entries()) {
    const drained = settled[i];
    if (!drained) continue;
    const recorded = board.history.get(stage) ?? [];
    const recording = await recordStage(stage, recorded, { window, drained, scenario });
    // With a rate that changed, or orders by hand, no closed form says what to expect.
    recording.run.predictions = [];
    conclusive &&= recording.conclusive;
    contenders.push({ ...contenderInResult(stage.entry), runs: [recording.run] });
  }
  const offered = new Set(contenders.flatMap(({ runs }) => runs.map((run) => run.offered)));
  const result: RunResult = {
    schemaVersion: 1,
    scenario: scenarioInResult(scenario),
    seed: material.seed,
    command: material.command,
    startedAt: new Date(Math.round(t0 + fromMs)).toISOString(),
    durationMs: Math.round(clock() - fromMs),
    environment: {
      ...(await describeEnvironment(material.infrastructure)),
      ...{ bootMs: 0, peakMemoryMb: null },
    },
    interrupted: signal.aborted,
    conclusive,
    verdict: '',
    warnings: [
      'both contenders ran at the same time and shared the cores of one machine: compare what became of the orders; for latencies run a scenario',
      ...(offered.size > 1
        ? [`orders by hand went to one of them: ${[...offered].join(' and ')} orders in all`]
        : []),
    ],
    contenders,
  };
  result.verdict = verdictSentence(result);
  material.infrastructure.lost.throwIfAborted();
  return result;
}

/** The session in the words of a scenario. */
function sessionScenario(
  { rates, board, stages }: SessionMaterial,
  { fromMs, arrivalsEndMs }: Window,
): NamedScenario {
  const lengthMs = Math.max(1, arrivalsEndMs - fromMs);
  const offered = rates.reduce((sum, { atMs, perSecond }, i) => {
    const untilMs = rates[i + 1]?.atMs ?? arrivalsEndMs;
    return sum + perSecond * Math.max(0, untilMs - Math.max(atMs, fromMs));
  }, 0);
  const firstFault = board.marks.reduce(
    (first, { fromMs: at }) => Math.min(first, at),
    arrivalsEndMs,
  );
  const steadyMs = Math.round(Math.max(0, firstFault - fromMs));
  const phases = {
    ...{ warmUpMs: 0, steadyMs },
    ...{ faultMs: Math.round(Math.max(0, lengthMs - steadyMs)), recoveryMs: 0 },
  };
  return {
    name: 'live',
    title: 'A live session',
    question: 'What became of every order while somebody pressed the buttons?',
    hypothesis: 'Whoever was in the room had one.',
    contenders: stages.map(({ entry }) => entry.contender.name),
    arrivals: {
      process: 'poisson',
      ratePerSecond: Math.max(0.1, Math.round((offered / lengthMs) * 10) / 10),
    },
    ...{ phases, quickPhases: phases, patienceMs: 60_000 },
    ...{ faults: [], expectations: [] },
    teaching: {
      predict:
        'Which of the two loses orders when billing is down, and what do its users see meanwhile?',
      observe: 'The latency charts around each shaded window, and the fate of every order.',
      why: 'The chain needs all of its services at the same instant; the topics keep the work until somebody is there to do it.',
      misleads:
        'Both contenders shared one machine, so a slow one slows the other. For figures run a scenario: there each has the machine to itself.',
    },
  };
}
