// Starts the process of a prepared feed, and understands its last words.
import { join } from 'node:path';
import { z } from 'zod';
import type { ChangeFeed, PreparedFeed } from '../../shared/change-feed.ts';
import { startProcess, type ManagedProcess } from '../../shared/infra/process.ts';
import { serviceProgram } from '../../shared/infra/service-program.ts';

/** The process; it logs to `<runDir>/<name>.log` and ends when this process does. */
export async function launchFeed(
  { serviceEntry }: Pick<ChangeFeed, 'serviceEntry'>,
  { environment }: Pick<PreparedFeed, 'environment'>,
  { name, runDir }: { name: string; runDir: string },
): Promise<ManagedProcess> {
  return startProcess({
    name: `change feed ${name}`,
    ...(await serviceProgram(serviceEntry, runDir)),
    env: {
      ...{ PATH: process.env['PATH'] ?? '', NODE_ENV: 'production', SERVICE_PARENT_PIPE: '1' },
      ...environment,
    },
    ...{ stdin: 'pipe', detached: true, logFile: join(runDir, `${name}.log`) },
  });
}

const logLine = z.object({ error: z.string() });

/** The error in the last line it has logged; undefined when there is none. */
export function lastWords(feed: Pick<ManagedProcess, 'logTail'>): string | undefined {
  try {
    return logLine.parse(JSON.parse(feed.logTail(1))).error;
  } catch {
    return undefined;
  }
}
