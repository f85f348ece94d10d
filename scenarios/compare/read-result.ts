// Reads a result from a file or from a report's folder, and says plainly what is wrong with one that is none.
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { parseRunResult, type RunResult } from '../../shared/run-result.ts';

/** The file is missing, unreadable or no RunResult of our version; the message names it. */
export class UnreadableResult extends Error {}

const versioned = z.object({ schemaVersion: z.number() });

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The RunResult in `path`, or in `path/result.json`; throws UnreadableResult. */
export async function readResult(path: string): Promise<RunResult> {
  try {
    const isFolder = (await stat(path)).isDirectory();
    const data: unknown = JSON.parse(
      await readFile(isFolder ? join(path, 'result.json') : path, 'utf8'),
    );
    const version = versioned.safeParse(data).data?.schemaVersion;
    if (version !== undefined && version !== 1)
      throw new Error(`its schema version is ${version}, this program reads 1`);
    return parseRunResult(data);
  } catch (error) {
    throw new UnreadableResult(`${path}: ${messageOf(error)}`);
  }
}
