// What a scenario file may say: data only, checked before anything starts.
import { z } from 'zod';
import { kafkaNodeCounts } from '../../shared/infra/kafka-nodes.ts';
import { capacitySchema, faultSchema } from './faults/fault-schema.ts';
import { instancesSchema } from './instances.ts';
import { missingNode } from './kafka-nodes.ts';

const duration = z.number().int().min(0).max(3_600_000);
const share = z.number().min(0).max(1);

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

const openLoop = z.strictObject({
  process: z.enum(['poisson', 'constant']),
  ratePerSecond: z.number().positive().max(10_000),
});

/** So many users who each order again as soon as they are answered: finds the highest rate a contender keeps up. */
const closedLoop = z.strictObject({
  process: z.literal('closed-loop'),
  connections: z.number().int().min(1).max(1_000),
  /** So many orders in all, however long they take; absent = as many as are answered in the phases' time. */
  orders: z.number().int().min(1).max(100_000).optional(),
});

export const scenarioSchema = z
  .strictObject({
    title: z.string().min(1),
    /** What a run answers, as a question. */
    question: z.string().min(1),
    /** What we expect and why, in one or two sentences. */
    hypothesis: z.string().min(1),
    contenders: z.array(z.string()).min(1),
    arrivals: z.discriminatedUnion('process', [openLoop, closedLoop]),
    phases: phasesSchema,
    /** Phases under `--quick`. */
    quickPhases: phasesSchema,
    /** Processes per service; absent = one of each. A list makes a row of each contender for every number in it. */
    instances: instancesSchema.optional(),
    /** How long a user cares, from the intended arrival. */
    patienceMs: duration,
    /** Seats there are; absent = more than anybody wants. */
    flights: z
      .strictObject({
        count: z.number().int().min(1).max(1_000),
        seatsPerFlight: z.number().int().min(0).max(1_000_000),
      })
      .optional(),
    /** Share of users whose card is declined; absent = none. */
    declinedShare: share.optional(),
    /** What is so during the whole run; not a fault, never healed. */
    conditions: z.array(capacitySchema.omit({ during: true })).optional(),
    /** Nodes of the embedded Kafka, with a copy of everything on each; absent = 1. */
    kafkaNodes: z.literal(kafkaNodeCounts).optional(),
    faults: z.array(faultSchema),
    expectations: z.array(expectationSchema),
    /** For the workshop: what to guess first, what to look at, why it is so, and where it misleads. */
    teaching: z.strictObject({
      predict: z.string().min(1),
      observe: z.string().min(1),
      why: z.string().min(1),
      misleads: z.string().min(1),
    }),
  })
  .superRefine((scenario, context) => {
    const links = scenario.faults.flatMap((fault, i) =>
      fault.kind === 'partition' && fault.to === 'kafka' ? [{ ...fault, i }] : [],
    );
    for (const { i, from } of links)
      if (from !== links[0]?.from)
        context.addIssue({
          code: 'custom',
          path: ['faults', i, 'from'],
          message: `there is one link to kafka, and the ${links[0]?.from} service has it already`,
        });
    const missing = missingNode(scenario);
    if (missing)
      context.addIssue({
        code: 'custom',
        path: ['kafkaNodes'],
        message: `must be 3: a fault names ${missing}`,
      });
    for (const phases of ['phases', 'quickPhases'] as const)
      if (scenario.faults.length > 0 && scenario[phases].faultMs === 0)
        context.addIssue({
          code: 'custom',
          path: [phases, 'faultMs'],
          message: 'must be more than 0: there are faults, and this is their window',
        });
  });

/** A scenario as its file states it. */
export type Scenario = z.infer<typeof scenarioSchema>;
export type Phases = Scenario['phases'];
export type ExpectationRule = Scenario['expectations'][number];
export type Arrivals = Scenario['arrivals'];

/** A scenario with its name (its file's name) and what the command line changed. */
export type NamedScenario = Scenario & { name: string };

/** Gives a scenario file its types; the checks run when it is loaded. */
export function defineScenario(scenario: Scenario): Scenario {
  return scenario;
}

/** How long orders arrive, in ms. */
export function loadMs({ steadyMs, faultMs, recoveryMs }: Phases): number {
  return steadyMs + faultMs + recoveryMs;
}

/** Mean arrival rate outside a surge, per second; 0 for a closed loop, which has none of its own. */
export function arrivalRate(arrivals: Arrivals): number {
  return arrivals.process === 'closed-loop' ? 0 : arrivals.ratePerSecond;
}
