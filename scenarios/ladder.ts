// The hardening ladders: which rung adds what, and the fault that tells it from the rung before. Data only.
import type { LadderRung, LadderWitness } from './engine/suite/ladder-rung.ts';

export const ladder: LadderRung[] = [
  {
    side: 'rest',
    from: 'rest-bare',
    to: 'rest',
    adds: 'a deadline',
    scenario: 'billing-hang',
    figure: { title: 'users without any answer', path: 'latencyMs.answer.missing' },
  },
  {
    side: 'rest',
    from: 'rest',
    to: 'rest-retry',
    adds: 'retries, without a key',
    scenario: 'flaky-chain',
    // Three attempts of one order still fail together with p³ = 0.001.
    figure: { title: 'orders lost', path: 'lostOrders.total', mayRemain: 0.1 },
  },
  {
    side: 'rest',
    from: 'rest-retry',
    to: 'rest-key',
    adds: 'an idempotency key',
    scenario: 'billing-503-after-charge',
    figure: { title: 'double charges', path: 'outcomes.double-charge' },
  },
  {
    side: 'rest',
    from: 'rest-key',
    to: 'rest-breaker',
    adds: 'a circuit breaker',
    scenario: 'retry-storm',
    figure: { title: 'orders lost long after the outage', path: 'lostAtTheEnd' },
  },
  {
    side: 'rest',
    from: 'rest-breaker',
    to: 'rest-hardened',
    adds: 'durable compensation',
    scenario: 'billing-down',
    figure: { title: 'seats leaked', path: 'lostOrders.leak' },
  },
  {
    side: 'rest',
    from: 'rest-hardened',
    to: 'rest-outbox',
    adds: 'durable store-and-forward',
    scenario: 'billing-down',
    figure: { title: 'orders lost', path: 'lostOrders.total' },
  },
  {
    side: 'broker',
    from: 'broker-plain',
    to: 'broker-commit-after',
    adds: 'offsets committed after the effect',
    scenario: 'billing-503',
    figure: { title: 'orders lost silently', path: 'lostOrders.silent' },
  },
  {
    side: 'broker',
    from: 'broker-commit-after',
    to: 'broker-outbox',
    adds: 'a transactional outbox',
    scenario: 'gateway-crash',
    figure: { title: 'orders lost silently', path: 'lostOrders.silent' },
  },
  {
    side: 'broker',
    from: 'broker-outbox',
    to: 'broker-inbox',
    adds: 'an inbox',
    scenario: 'billing-503-after-charge',
    figure: { title: 'double charges', path: 'outcomes.double-charge' },
  },
  {
    side: 'broker',
    from: 'broker-inbox',
    to: 'broker',
    adds: 'a retry queue and dead letters',
    scenario: 'poison-message',
    figure: { title: 'orders lost silently', path: 'lostOrders.silent' },
  },
  {
    side: 'broker',
    from: 'broker',
    to: 'broker-timeout',
    adds: 'timeout compensation',
    scenario: 'billing-bug',
    figure: { title: 'orders left undecided for good', path: 'lostOrders.silent' },
  },
];

/** What Kafka makes of the fault under which storing first saves the orders of the REST side. */
export const ladderWitnesses: LadderWitness[] = [
  { contender: 'broker-plain', scenario: 'billing-down' },
  { contender: 'broker', scenario: 'billing-down' },
];
