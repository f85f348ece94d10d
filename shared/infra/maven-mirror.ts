// A Maven mirror for tests: it serves jars by the standard layout, and misbehaves on request.
import { createHash } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { LockedJar } from './jar-lock.ts';

/** Content of a jar that exists only in a test. */
export function jarContent(artifactId: string): Buffer {
  return Buffer.from(`the bytes of ${artifactId} `.repeat(500));
}

/** The lock entry of such a jar. */
export function lockEntry(artifactId: string): LockedJar {
  const content = jarContent(artifactId);
  const sha256 = createHash('sha256').update(content).digest('hex');
  return { groupId: 'org.example', artifactId, version: '1.0', size: content.length, sha256 };
}

/** What the mirror does with the n-th request for one jar (from 1). */
export type Misbehaviour = (artifactId: string, request: number) => Answer;

/** One way to answer: as asked, other bytes, a body that ends too soon, a status, or never. */
export type Answer = 'good' | 'corrupted' | 'truncated' | 'cut' | 'missing' | 'hang';

/** Starts the mirror; `requests` lists the paths asked for. */
export async function startMirror(misbehave: Misbehaviour = () => 'good'): Promise<{
  url: string;
  requests: string[];
  close(): Promise<void>;
}> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    requests.push(path);
    const artifactId = path.split('/').at(-3) ?? '';
    const nth = requests.filter((earlier) => earlier === path).length;
    respond(response, jarContent(artifactId), misbehave(artifactId, nth));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/mirror`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function respond(response: ServerResponse, content: Buffer, answer: Answer): void {
  if (answer === 'hang') return;
  if (answer === 'missing') response.writeHead(404).end('not here');
  else if (answer === 'corrupted') response.end(Buffer.from(content).fill('x', 10, 20));
  else if (answer === 'truncated') response.end(content.subarray(0, 100));
  else if (answer === 'cut') {
    response.writeHead(200, { 'content-length': content.length });
    response.write(content.subarray(0, 100), () => response.destroy());
  } else response.end(content);
}
