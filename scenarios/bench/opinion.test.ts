// Proves the arithmetic of a freeze: who waits how long, and when an opinion of it counts as right.
import { expect, test } from 'vitest';
import { opinionLines, truthOf, type Opinion } from './opinion.ts';
import { readWrk } from './wrk-output.ts';

const everyMs = Array.from({ length: 1_000 }, (_, i) => i);
const freeze = { atMs: 400, forMs: 140 };

test('who is due during the freeze waits for its end, nobody else waits', () => {
  expect(truthOf([399, 400, 539, 540], freeze).latencyMs).toEqual({ p50: 0, p99: 140, max: 140 });
});

test('one percent of all waited longer than the p99', () => {
  expect(truthOf(everyMs, freeze).latencyMs).toEqual({ p50: 0, p99: 130, max: 140 });
});

test.each([
  [{ p50: 0, p99: 130, max: 140 }, 'right'],
  [{ p50: 5, p99: 112, max: 150 }, 'right'],
  [{ p50: 0, p99: 13, max: 140 }, 'p99 10× too low'],
  [{ p50: 70, p99: 390, max: 140 }, 'p50 70 ms too high, p99 3× too high'],
  [{ p50: 0, p99: 0, max: 0 }, 'p99 130 ms too low, max 140 ms too low'],
])('%o is called %s', (latencyMs, words) => {
  const opinion: Opinion = { who: 'somebody', requests: 860, samples: 860, latencyMs };
  const lines = opinionLines(truthOf(everyMs, freeze), [opinion]);
  expect(lines).toHaveLength(3);
  expect(lines[2]?.startsWith('somebody ')).toBe(true);
  expect(lines[2]?.endsWith(`  ${words}`)).toBe(true);
});

const wrkText = `Running 10s test @ http://127.0.0.1:19001/bookings
  1 threads and 2 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency   126.35ms  324.45ms   1.40s    86.63%
    Req/Sec    10.11k     2.05k   13.36k    81.82%
  Latency Distribution
     50%  163.00us
     75%  192.00us
     90%  651.52ms
     99%    1.30s
  86932 requests in 10.00s, 16.75MB read
Requests/sec:   8692.55
`;

test('wrk is read with its units', () => {
  expect(readWrk(wrkText)).toMatchObject({
    requests: 86_932,
    latencyMs: { p50: 0.2, p99: 1_300, max: 1_400 },
  });
});

test('what wrk does not usually say is quoted, not guessed at', () => {
  expect(() => readWrk('unable to connect')).toThrow(/something else: unable to connect/);
});
