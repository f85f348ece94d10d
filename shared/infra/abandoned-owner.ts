// A harness for tests to kill: it owns a run directory and one child, says so in one line, and waits for its end.
import { join } from 'node:path';
import { guardPid } from './guard.ts';
import { startProcess } from './process.ts';
import { createRunDirectory } from './run-directory.ts';

const runDir = createRunDirectory();
const child = await startProcess({
  name: 'orphan',
  command: process.execPath,
  args: ['-e', 'setInterval(() => {}, 1000)'],
  logFile: join(runDir, 'orphan.log'),
  detached: true,
});
process.stdout.write(`${JSON.stringify({ runDir, child: child.pid, guard: guardPid() })}\n`);
setInterval(() => {}, 1_000);
