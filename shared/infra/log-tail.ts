// When a server dies the user needs its last words, not the path of a log.
import { readFileSync } from 'node:fs';

/** The last non-empty lines of a log file; empty when it cannot be read. */
export function readLogTail(logFile: string, lines: number): string {
  try {
    return readFileSync(logFile, 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '')
      .slice(-lines)
      .join('\n');
  } catch {
    return '';
  }
}
