// What a scenario of change feeds may say: data only, checked before anything starts.
import { z } from 'zod';
import { captureMethods } from '../../shared/change-feed.ts';

const share = z.number().min(0).max(1);
const lengths = z.strictObject({
  /** Short transactions of one row, at `calmPerSecond`: what the delays are measured by. */
  calmMs: z.number().int().min(1_000).max(600_000),
  /** Transactions of all kinds, and the faults. */
  stormMs: z.number().int().min(3_000).max(3_600_000),
  /** Nobody writes. */
  idleMs: z.number().int().min(1_000).max(600_000),
  /** Changes that wait when the feed starts in the end. */
  backlogChanges: z.number().int().min(1_000).max(10_000_000),
});

export const feedScenarioSchema = z.strictObject({
  title: z.string().min(1),
  /** What a run answers, as a question. */
  question: z.string().min(1),
  hypothesis: z.string().min(1),
  methods: z.array(z.enum(captureMethods)).min(1),
  phases: lengths,
  quickPhases: lengths,
  calmPerSecond: z.number().positive().max(5_000),
  /** Changes a second that the short writers aim at together in the storm. */
  stormPerSecond: z.number().positive().max(50_000),
  /** Connections with short transactions, and with ones that are held open. */
  shortWriters: z.number().int().min(1).max(50),
  longWriters: z.number().int().min(0).max(20),
  longTransactionMs: z.tuple([z.number().int().min(1), z.number().int().min(1)]),
  /** Share of transactions that are rolled back. */
  rollbackShare: share,
  /** Kills in the storm; from and to are shares of it. */
  faults: z.array(
    z.strictObject({
      kind: z.literal('kill'),
      target: z.enum(['feed', 'kafka', 'postgres']),
      from: share,
      to: share,
    }),
  ),
  expectations: z.array(
    z.strictObject({
      id: z.string(),
      title: z.string(),
      method: z.enum([...captureMethods, '*']),
      /** Path into the method's result, such as `changes.missed`. */
      path: z.string(),
      is: z.enum(['=', '<=', '>=', '<', '>']),
      /** A number, or another path of the same result. */
      than: z.union([z.number(), z.string()]),
    }),
  ),
  teaching: z.strictObject({
    predict: z.string().min(1),
    observe: z.string().min(1),
    why: z.string().min(1),
    misleads: z.string().min(1),
  }),
});

/** A scenario of change feeds as its file states it. */
export type FeedScenario = z.infer<typeof feedScenarioSchema>;

/** With its name (its file's name) and what the command line changed. */
export type NamedFeedScenario = FeedScenario & { name: string };

/** Gives a scenario file its types; the checks run when it is loaded. */
export function defineFeedScenario(scenario: FeedScenario): FeedScenario {
  return scenario;
}
