// The third system of the source article: row changes streamed out of PostgreSQL into a topic, without a gap or with one.
import { defineFeedScenario } from './streaming/feed-scenario.ts';

export default defineFeedScenario({
  title: 'Streaming updates',
  question:
    'A table is streamed into a topic while short and long transactions write to it, and feed, Kafka and PostgreSQL are killed: which changes never arrive?',
  hypothesis:
    'Polling by last_updated skips what commits after a later stamp has been read. Below the snapshot horizon nothing can appear behind the cursor, and the log has everything in commit order: these two miss nothing.',
  methods: ['timestamp-polling', 'snapshot-polling', 'logical-replication'],
  phases: { calmMs: 10_000, stormMs: 60_000, idleMs: 5_000, backlogChanges: 50_000 },
  quickPhases: { calmMs: 5_000, stormMs: 15_000, idleMs: 3_000, backlogChanges: 20_000 },
  calmPerSecond: 200,
  stormPerSecond: 3_000,
  shortWriters: 6,
  longWriters: 2,
  longTransactionMs: [50, 1_500],
  rollbackShare: 0.05,
  faults: [
    { kind: 'kill', target: 'feed', from: 0.15, to: 0.2 },
    { kind: 'kill', target: 'postgres', from: 0.4, to: 0.42 },
    { kind: 'kill', target: 'kafka', from: 0.65, to: 0.7 },
    { kind: 'kill', target: 'feed', from: 0.85, to: 0.9 },
  ],
  expectations: [
    {
      ...{ id: 'skips', title: 'Misses changes that commit late' },
      ...{ method: 'timestamp-polling', path: 'changes.missed', is: '>', than: 0 },
    },
    ...(['snapshot-polling', 'logical-replication'] as const).flatMap((method) => [
      {
        ...{ id: 'misses-none', title: 'Misses no change', method },
        ...({ path: 'changes.missed', is: '=', than: 0 } as const),
      },
      {
        ...{ id: 'ends-right', title: 'The topic ends with what the table says', method },
        ...({ path: 'rowsWrongInTheEnd', is: '=', than: 0 } as const),
      },
      {
        ...{ id: 'in-order', title: 'No row goes back in time', method },
        ...({ path: 'outOfOrder', is: '=', than: 0 } as const),
      },
    ]),
    {
      ...{ id: 'deletes', title: 'Sees every hard delete', method: 'logical-replication' },
      ...{ path: 'hardDeletes.seen', is: '=', than: 'hardDeletes.committed' },
    },
    {
      ...{ id: 'no-phantoms', title: 'Shows nothing that was never committed', method: '*' },
      ...{ path: 'phantoms', is: '=', than: 0 },
    },
  ],
  teaching: {
    predict:
      'A feed asks twice a second for rows with a later last_updated. Writers stamp with now(), and some hold their transactions open for a second. Which changes does a reader of the topic never hear of?',
    observe:
      'The first missed change, drawn to scale; then how many rows stay wrong for good, and what each method costs while nobody writes.',
    why: 'A stamp is taken when a transaction starts, but a row is seen when it commits. Neither clocks nor sequences follow the order of commits; only the log and the snapshot do.',
    misleads:
      'snapshot-polling is not free of waiting: one long writing transaction, in any database of the server, holds back all that comes after it. And a replication slot that nobody reads keeps the log until the disk is full.',
  },
});
