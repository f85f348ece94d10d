// Lets a hook command kill and mend servers that another process has started: a small door on loopback, with a token.
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Infrastructure } from '../infrastructure.ts';

const hookScript = fileURLToPath(new URL('own-cluster-hook.ts', import.meta.url));

/** An open door. */
export type FaultControl = {
  /** What KAFKA_FAULT_HOOK and POSTGRES_FAULT_HOOK are to be. */
  hookOf(server: 'kafka' | 'postgres'): string;
  close(): Promise<void>;
};

/** Opens it; where and with which token is written into a file below `dir` that only this user can read. */
export async function openFaultControl(
  { kafka, postgres }: Infrastructure,
  dir: string,
): Promise<FaultControl> {
  const token = randomBytes(16).toString('hex');
  const signal = (name: 'SIGSTOP' | 'SIGCONT') => {
    const pid = kafka?.pid();
    if (pid === undefined) throw new Error('Kafka does not run');
    process.kill(pid, name);
  };
  const work: Record<string, () => Promise<void> | void> = {
    '/kafka/kill': () => kafka?.kill(),
    '/kafka/start': () => kafka?.start(),
    '/kafka/stop': () => signal('SIGSTOP'),
    '/kafka/continue': () => signal('SIGCONT'),
    '/postgres/kill': () => postgres?.kill(),
    '/postgres/start': () => postgres?.start(),
  };
  const server = createServer((request, response) => {
    const job = work[request.url ?? ''];
    if (request.headers.authorization !== token || !job)
      return void response.writeHead(404).end('there is no such thing to do\n');
    Promise.resolve()
      .then(job)
      .then(
        () => response.end('done\n'),
        (error: unknown) => response.writeHead(500).end(`${String(error)}\n`),
      );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const file = join(dir, 'control.json');
  writeFileSync(file, JSON.stringify({ port, token }), { mode: 0o600 });
  return {
    hookOf: (name) => `${process.execPath} --import tsx ${hookScript} ${file} ${name}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
