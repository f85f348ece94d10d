// What a live session tells `npm run feed` on the same machine: where its tables and its Kafka are.
import { renameSync, rmSync, statSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { findLivingRuns } from '../../shared/infra/abandoned-runs.ts';
import { lives } from '../../shared/infra/process-identity.ts';

const fileName = 'feed-source.json';

const schema = z.object({
  /** Empty when no contender of the session needs Kafka. */
  kafkaBrokers: z.array(z.string()),
  /** Of each contender, an address with every right in its database; holds a password, never to be logged. */
  databases: z.array(z.object({ contender: z.string(), url: z.string() })),
});

/** Where the tables and the topics of a session are. */
export type SessionServers = z.infer<typeof schema>;

/** Tells it; only this user can read it, and nobody ever sees half of it. Returns a function that takes it back. */
export function tellFeeds(runDir: string, servers: SessionServers): () => void {
  const path = join(runDir, fileName);
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, JSON.stringify(servers), { mode: 0o600 });
  renameSync(unfinished, path);
  return () => rmSync(path, { force: true });
}

/** A session that is running on this machine. */
export type LiveSession = SessionServers & { isRunning(): boolean };

/** The session of this user that was started last, or undefined when none is running. */
export function findSession(root?: string): LiveSession | undefined {
  const [newest] = findLivingRuns(root)
    .flatMap(({ runDir, owner }) => {
      const path = join(runDir, fileName);
      const servers = read(path);
      const toldAtMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
      return servers && toldAtMs !== undefined ? [{ path, owner, servers, toldAtMs }] : [];
    })
    .toSorted((a, b) => b.toldAtMs - a.toldAtMs);
  if (!newest) return undefined;
  const { owner, path, servers } = newest;
  return {
    ...servers,
    isRunning: () => lives(owner) && statSync(path, { throwIfNoEntry: false }) !== undefined,
  };
}

function read(path: string): SessionServers | undefined {
  try {
    return schema.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data;
  } catch {
    return undefined;
  }
}
