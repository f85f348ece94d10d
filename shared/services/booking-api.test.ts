import type { Server } from 'node:http';
import express from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bookingApi } from './booking-api.ts';

let server: Server | undefined;
let url = '';

beforeAll(async () => {
  const app = express();
  app.use(
    bookingApi({
      accept: () => Promise.resolve({ kind: 'conflict' }),
      find: () => Promise.resolve([]),
    }),
  );
  await new Promise<void>((resolve) => (server = app.listen(0, '127.0.0.1', () => resolve())));
  const address = server?.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
});
afterAll(() => {
  server?.closeAllConnections();
  server?.close();
});

describe('the edge', () => {
  it.each(['/bookings/nonsense', '/bookings/%zz', '/bookings?ids=%zz'])(
    'answers 400 to %s: it is the caller who is wrong',
    async (path) => {
      const response = await fetch(url + path);
      expect(response.status).toBe(400);
      expect(response.headers.get('content-type')).toContain('application/problem+json');
      expect(await response.json()).toMatchObject({ status: 400, code: 'invalid-request' });
    },
  );
});
