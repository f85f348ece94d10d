// The contract suite, once against every contender that any variant offers.
import { loadContenders } from './engine/catalog.ts';
import { describeBookingContract } from './engine/testing/booking-contract.ts';
import { useInfrastructure } from './engine/testing/test-bench.ts';

const infrastructure = useInfrastructure(['postgres', 'kafka']);
for (const name of (await loadContenders()).keys()) describeBookingContract(name, infrastructure);
