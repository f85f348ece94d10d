// The REST chain as the harness sees it.
import { z } from 'zod';
import type { Sql } from '../shared/db/database.ts';
import type { Variant } from '../shared/variant.ts';
import { policyOf, restContenders } from './contenders.ts';
import { plantedContenders } from './planted.ts';

const unfinishedIndex = `
  CREATE INDEX IF NOT EXISTS orders_unfinished ON gateway.orders (retry_at)
  WHERE step IN ('requested', 'reserved', 'voiding', 'releasing') OR mail = 'owed'`;

const owedRow = z.tuple([z.object({ owed: z.number() })]);

async function owedWork(checker: Sql): Promise<number> {
  const { rows } = await checker.query(
    `SELECT count(*) AS owed FROM gateway.orders
     WHERE step IN ('requested', 'reserved', 'voiding', 'releasing') OR mail = 'owed'`,
  );
  return owedRow.parse(rows)[0].owed;
}

export const variant: Variant = {
  name: 'rest',
  communication: 'synchronous HTTP: the gateway calls each service and waits for its answer',
  contenders: restContenders,
  planted: plantedContenders,
  reaches: {
    gateway: ['ticket', 'billing', 'email', 'postgres'],
    ticket: ['postgres'],
    billing: ['postgres'],
    email: ['postgres'],
  },
  needs: [],
  serviceEntry: new URL('./service.ts', import.meta.url),
  prepare: async ({ contender, checker, urlsOf }) => {
    const policy = policyOf(contender.profile);
    if (!policy) throw new Error(`the REST variant has no profile "${contender.profile}"`);
    const isDurable = policy.compensation === 'durable';
    // Only who looks for unfinished orders pays for their index.
    if (isDurable) await checker.query(unfinishedIndex);
    return {
      environmentOf: () => ({
        TICKET_URL: urlsOf('ticket').join(','),
        BILLING_URL: urlsOf('billing').join(','),
        EMAIL_URL: urlsOf('email').join(','),
      }),
      gauges: async () => ({
        consumerLag: null,
        outboxDepth: null,
        retryDepth: null,
        // A plain order that failed stays as it is: nobody will ever come back to it.
        owedWork: isDurable ? await owedWork(checker) : null,
      }),
      offsets: () => Promise.resolve(null),
      deadLetters: () => Promise.resolve([]),
      redeliveries: () => Promise.resolve(0),
      close: () => Promise.resolve(),
    };
  },
};
