// The buttons that break things: data only. What they do is the same fault a scenario file would name.
import type { ScenarioFault } from '../engine/faults/fault-schema.ts';

/** One button. */
export type FaultButton = {
  id: string;
  label: string;
  /** The key that presses it. */
  key: string;
  fault: ScenarioFault;
  /** Heals by itself after so many ms; absent = stays until it is pressed again. */
  forMs?: number;
};

/** All buttons, in the order of the page. */
export const faultButtons: readonly FaultButton[] = [
  {
    ...{ id: 'billing-down', label: 'Billing down', key: 'b' },
    fault: { kind: 'kill', target: 'billing' },
  },
  {
    ...{ id: 'billing-503', label: 'Billing answers 503 to half', key: '5' },
    fault: { kind: 'unavailable', target: 'billing', rate: 0.5, point: 'before' },
  },
  {
    ...{ id: 'billing-slow', label: 'Billing slow by 2 s', key: 's' },
    fault: { kind: 'latency', target: 'billing', rate: 1, point: 'before', ms: 2_000 },
  },
  {
    ...{ id: 'email-down', label: 'E-mail down', key: 'e' },
    fault: { kind: 'kill', target: 'email' },
  },
  {
    ...{ id: 'broker-down', label: 'Kafka down', key: 'k' },
    fault: { kind: 'kill', target: 'kafka' },
  },
  {
    ...{ id: 'gateway-crash', label: 'Gateway crash', key: 'g', forMs: 1_000 },
    fault: { kind: 'kill', target: 'gateway' },
  },
];
