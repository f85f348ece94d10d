// A process with nothing to do but to notice how late the machine wakes it: what no generator on it can beat.
import { writeSync } from 'node:fs';
import { spreadOf } from './lateness.ts';

const everyMs = 1;
const lateMs: number[] = [];
let dueMs = performance.now() + everyMs;

const look = () => {
  const now = performance.now();
  lateMs.push(Math.max(0, now - dueMs));
  dueMs = now + everyMs;
  setTimeout(look, everyMs);
};
setTimeout(look, everyMs);

const end = () => {
  writeSync(1, `${JSON.stringify(spreadOf(lateMs))}\n`);
  process.exit(0);
};
process.on('SIGTERM', end);
// Whoever started this holds the other end; when they are gone, nobody listens.
process.stdin.resume().on('end', () => process.exit(0));
