// The contract suite against every variant: its plain and its hardened profile, and the one that stores first.
import { describeBookingContract } from './engine/testing/booking-contract.ts';
import { useInfrastructure } from './engine/testing/test-bench.ts';

const infrastructure = useInfrastructure(['postgres', 'kafka']);
// The rungs between these differ in what happens under faults, not at the edge.
for (const name of ['rest', 'rest-hardened', 'rest-outbox', 'broker-plain', 'broker'])
  describeBookingContract(name, infrastructure);
