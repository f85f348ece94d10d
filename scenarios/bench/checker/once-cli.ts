// One size of the checker's bench in a process of its own, so that no size profits from the one before; prints JSON.
import { parseArgs } from 'node:util';
import { startInfrastructure } from '../../../shared/infra/infrastructure.ts';
import { measure } from './measure.ts';

const { values } = parseArgs({
  options: {
    orders: { type: 'string', default: '1000000' },
    rate: { type: 'string', default: '200' },
    rounds: { type: 'string', default: '1' },
    out: { type: 'string', default: 'reports/output/bench-checker' },
  },
});
const infrastructure = await startInfrastructure({ needs: ['postgres'] });
try {
  const measurement = await measure(infrastructure, {
    ...{ orders: Number(values.orders), ratePerSecond: Number(values.rate) },
    ...{ rounds: Number(values.rounds), outDir: values.out },
  });
  process.stdout.write(`${JSON.stringify(measurement)}\n`);
} finally {
  await infrastructure.stop();
}
