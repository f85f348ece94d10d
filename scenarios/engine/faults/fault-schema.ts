// The faults a scenario file may name: plain data, each with its target, settings and part of the fault window.
import { z } from 'zod';
import { kafkaNodeNames } from '../../../shared/infra/kafka-nodes.ts';
import { gatewayCrashPoints, serviceRoles } from '../../../shared/variant.ts';

const share = z.number().min(0).max(1);
/** A downstream service: the gateway is hit by processes, crash points and links, never by handlers. */
const handler = z.enum(['ticket', 'billing', 'email']);
/** Another instance than the first of a service; the service's own name means the first where one process is hit. */
const furtherInstance = z.templateLiteral([
  handler,
  '-',
  z.enum(['2', '3', '4', '5', '6', '7', '8']),
]);
const processOr = <Server extends string>(...servers: [Server, ...Server[]]) => {
  const named = [...serviceRoles, ...servers];
  return z.union([z.enum(named), furtherInstance], {
    error: `expected ${named.map((name) => `"${name}"`).join('|')}, or another instance such as "billing-2"`,
  });
};
const delayMs = z.number().int().min(0).max(60_000);

/** Part of the fault window, as shares of it; absent = the whole window. */
const during = z
  .tuple([share, share])
  .refine(([from, until]) => from < until, 'the window must end after it begins')
  .optional();

const rated = { target: handler, rate: share, point: z.enum(['before', 'after']), during };

export const capacitySchema = z.strictObject({
  kind: z.literal('capacity'),
  target: handler,
  slots: z.number().int().min(1).max(1_000),
  queue: z.number().int().min(0).max(100_000),
  serviceMs: z.number().min(0).max(60_000),
  during,
});

export const faultSchema = z.discriminatedUnion('kind', [
  /**
   * SIGKILL, started again at the end of its window. Kafka and PostgreSQL too, when they are ours; `kafka` is all
   * its nodes, `kafka-2` one of three.
   */
  z.strictObject({
    kind: z.literal('kill'),
    target: processOr('kafka', ...kafkaNodeNames, 'postgres'),
    during,
  }),
  /** SIGSTOP, continued at the end: it hangs, and connections to it stay open. */
  z.strictObject({
    kind: z.literal('pause'),
    target: processOr('kafka', ...kafkaNodeNames),
    during,
  }),
  /** One more instance of a service starts, and leaves at the end: it finishes what it has in hand and is gone. */
  z.strictObject({ kind: z.literal('instance-joins'), target: handler, during }),
  /** An instance leaves, as for a deployment, and comes back at the end. */
  z.strictObject({
    kind: z.literal('instance-leaves'),
    target: z.union([handler, furtherInstance]),
    during,
  }),
  /** Every Kafka node in turn: shut down in an orderly way, started again, and waited for until it has caught up. */
  z.strictObject({ kind: z.literal('rolling-restart'), target: z.literal('kafka'), during }),
  /** 503 (a message handler throws) to a share of attempts; `after` = once the effect is made. */
  z.strictObject({
    kind: z.literal('unavailable'),
    ...rated,
    retryAfterS: z.number().int().min(0).max(60).optional(),
  }),
  z.strictObject({
    kind: z.literal('latency'),
    ...rated,
    ms: z.union([delayMs, z.tuple([delayMs, delayMs])]),
  }),
  z.strictObject({ kind: z.literal('hang'), ...rated }),
  /** 500: a bug, and no use trying again. */
  z.strictObject({ kind: z.literal('error'), ...rated }),
  z.strictObject({ kind: z.literal('reset'), ...rated }),
  capacitySchema,
  /** The process ends at a precise point, `times` times spread over the window, and is started again each time. */
  z
    .strictObject({
      kind: z.literal('crash'),
      target: z.enum(serviceRoles),
      /** `published`: a message is out before its row is committed; only a planted defect passes there. */
      at: z.enum([...gatewayCrashPoints, 'published', 'effect-done']),
      times: z.number().int().min(1).max(20),
      during,
    })
    .superRefine(({ target, at }, context) => {
      const points = target === 'gateway' ? [...gatewayCrashPoints, 'published'] : ['effect-done'];
      if (points.includes(at)) return;
      const message = `the ${target} service has no crash point "${at}" (it has: ${points.join(', ')})`;
      context.addIssue({ code: 'custom', path: ['at'], message });
    }),
  /** The network between two processes: nothing arrives, or connections are refused or reset. */
  z.strictObject({
    kind: z.literal('partition'),
    from: z.enum(serviceRoles),
    to: z.enum(['ticket', 'billing', 'email', 'kafka', 'postgres']),
    mode: z.enum(['blackhole', 'refuse', 'reset']),
    during,
  }),
  /** No fault of anybody: orders arrive `factor` times as fast. */
  z.strictObject({
    kind: z.literal('surge'),
    target: z.literal('arrivals'),
    factor: z.number().min(1).max(100),
    during,
  }),
  /** Records that nobody can read, put among the messages of a service. */
  z.strictObject({
    kind: z.literal('poison'),
    target: handler,
    count: z.number().int().min(1).max(1_000),
    during,
  }),
]);

/** A fault as a scenario file states it. */
export type ScenarioFault = z.infer<typeof faultSchema>;
export type FaultOf<Kind extends ScenarioFault['kind']> = Extract<ScenarioFault, { kind: Kind }>;
/** Something that is so during the whole run, warm-up included. */
export type Condition = Omit<z.infer<typeof capacitySchema>, 'during'>;

/** Whom a fault is done to, in a word for people and result files. */
export function targetOf(fault: ScenarioFault): string {
  return fault.kind === 'partition' ? `${fault.from}–${fault.to}` : fault.target;
}
