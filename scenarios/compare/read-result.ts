// Reads a result from a file or from a report's folder, and says plainly what is wrong with one that is none.
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseRunResultText, type RunResult } from '../../shared/run-result.ts';

/** The file is missing, unreadable or no RunResult of our version; the message names it. */
export class UnreadableResult extends Error {}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The RunResult in `path`, or in `path/result.json`; throws UnreadableResult. */
export async function readResult(path: string): Promise<RunResult> {
  try {
    const isFolder = (await stat(path)).isDirectory();
    return parseRunResultText(await readFile(isFolder ? join(path, 'result.json') : path, 'utf8'));
  } catch (error) {
    throw new UnreadableResult(`${path}: ${messageOf(error)}`);
  }
}
