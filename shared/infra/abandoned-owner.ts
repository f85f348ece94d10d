// A harness for tests to kill: it owns a run directory and children, says so in one line, and waits for its end.
import { join } from 'node:path';
import { guardPid } from './guard.ts';
import { startInfrastructure } from './infrastructure.ts';
import { startProcess } from './process.ts';
import { createRunDirectory } from './run-directory.ts';

async function startOrphan() {
  const runDir = createRunDirectory();
  const { pid } = await startProcess({
    name: 'orphan',
    command: process.execPath,
    args: ['-e', 'setInterval(() => {}, 1000)'],
    logFile: join(runDir, 'orphan.log'),
    detached: true,
  });
  return { runDir, children: [pid] };
}

async function startServers() {
  const { runDir, kafka, postgres } = await startInfrastructure({ needs: ['kafka', 'postgres'] });
  return { runDir, children: [...(kafka?.nodes ?? []), postgres].map((server) => server?.pid()) };
}

const { runDir, children } = await (process.argv[2] === 'servers' ? startServers() : startOrphan());
process.stdout.write(`${JSON.stringify({ runDir, children, guard: guardPid() })}\n`);
setInterval(() => {}, 1_000);
