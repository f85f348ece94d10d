// What a scenario file may say: data only, checked before anything starts.
import { z } from 'zod';
import { serviceRoles } from '../../shared/variant.ts';

const duration = z.number().int().min(0).max(3_600_000);
const share = z.number().min(0).max(1);

const faultSchema = z.discriminatedUnion('kind', [
  /** SIGKILL at the start of the fault window, started again at its end. */
  z.strictObject({ kind: z.literal('kill'), target: z.enum(serviceRoles) }),
  /** The service answers 503 (a message handler throws) to a share of attempts, during the window. */
  z.strictObject({
    kind: z.literal('unavailable'),
    target: z.enum(serviceRoles),
    rate: share,
    point: z.enum(['before', 'after']),
    retryAfterS: z.number().int().min(0).max(60).optional(),
  }),
]);

const phasesSchema = z.strictObject({
  warmUpMs: duration,
  steadyMs: duration,
  faultMs: duration,
  recoveryMs: duration,
});

const expectationSchema = z.strictObject({
  id: z.string(),
  title: z.string(),
  /** Contender it is about; `*` = each of them. */
  contender: z.string(),
  /** Path into the run, such as `lostOrders.total` or `latencyMs.decision.p50`. */
  path: z.string(),
  is: z.enum(['=', '<=', '>=', '<', '>']),
  /** A number, or the same path of another contender (median over its runs). */
  than: z.union([z.number(), z.strictObject({ contender: z.string() })]),
});

export const scenarioSchema = z.strictObject({
  title: z.string().min(1),
  /** What a run answers, as a question. */
  question: z.string().min(1),
  /** What we expect and why, in one or two sentences. */
  hypothesis: z.string().min(1),
  contenders: z.array(z.string()).min(1),
  arrivals: z.strictObject({
    process: z.enum(['poisson', 'constant']),
    ratePerSecond: z.number().positive().max(10_000),
  }),
  phases: phasesSchema,
  /** Phases under `--quick`. */
  quickPhases: phasesSchema,
  /** How long a user cares, from the intended arrival. */
  patienceMs: duration,
  faults: z.array(faultSchema),
  expectations: z.array(expectationSchema),
});

/** A scenario as its file states it. */
export type Scenario = z.infer<typeof scenarioSchema>;
export type ScenarioFault = Scenario['faults'][number];
export type Phases = Scenario['phases'];
export type ExpectationRule = Scenario['expectations'][number];

/** A scenario with its name (its file's name) and what the command line changed. */
export type NamedScenario = Scenario & { name: string };

/** Gives a scenario file its types; the checks run when it is loaded. */
export function defineScenario(scenario: Scenario): Scenario {
  return scenario;
}
