// `npm run bench:checker`: how long the checker and the report take for a million orders, and whether every count is right.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { measurementSchema, type Measurement } from './checker/measure.ts';
import { broken, tableOf } from './checker/table.ts';

/** Longest time one size may take, in ms. */
const deadlineMs = 15 * 60_000;

const { values } = parseArgs({
  options: {
    orders: { type: 'string', default: '1000000' },
    rate: { type: 'string', default: '200' },
    rounds: { type: 'string', default: '3' },
    out: { type: 'string', default: 'reports/output/bench-checker' },
  },
});

/** Measures one size in a process of its own; throws when it fails or takes too long. */
async function measureApart(orders: number): Promise<Measurement> {
  const entry = fileURLToPath(new URL('checker/once-cli.ts', import.meta.url));
  const options = ['--orders', String(orders), '--rate', values.rate, '--rounds', values.rounds];
  const child = spawn(
    process.execPath,
    [...process.execArgv, entry, ...options, '--out', `${values.out}-${orders}`],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      signal: AbortSignal.timeout(deadlineMs),
      killSignal: 'SIGINT',
    },
  );
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part));
  const [code]: unknown[] = await once(child, 'close');
  if (code !== 0) throw new Error(`measuring ${orders} orders ended with code ${String(code)}`);
  return measurementSchema.parse(JSON.parse(text));
}

const orders = Number(values.orders);
if (!Number.isInteger(orders) || orders < 1_000)
  throw new Error(`--orders ${values.orders}: a whole number from 1000`);
const small = await measureApart(Math.round(orders / 10));
const large = await measureApart(orders);
const wrong = [small, large].flatMap((size) =>
  size.wrong.map((w) => `${size.orders} orders: ${w}`),
);
const over = broken(small, large);
process.stdout.write(`${tableOf(small, large).join('\n')}\n`);
for (const sentence of over) process.stdout.write(`over its limit: ${sentence}\n`);
process.stdout.write(
  wrong.length === 0 ? 'every count is right\n' : `WRONG:\n  ${wrong.join('\n  ')}\n`,
);
process.exitCode = wrong.length > 0 || over.length > 0 ? 1 : 0;
