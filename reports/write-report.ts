// Puts a result and its page on disk, so that a reader never meets a half-written file.
import { copyFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { RunResult } from '../shared/run-result.ts';
import { renderReport } from './render.ts';
import { replaceFile, replaceText } from './replace-file.ts';

/** Where a report was written. */
export interface WrittenReport {
  readonly htmlPath: string;
  readonly jsonPath: string;
}

/** Extra places for the page. */
export interface WriteReportOptions {
  /** A copy of the page that always shows the newest run, such as `reports/output/latest.html`. */
  readonly latestPath?: string;
}

/** Writes `<outDir>/index.html` and `<outDir>/result.json`, each in one step. */
export async function writeReport(
  result: RunResult,
  outDir: string,
  options: WriteReportOptions = {},
): Promise<WrittenReport> {
  const htmlPath = resolve(join(outDir, 'index.html'));
  const jsonPath = resolve(join(outDir, 'result.json'));
  await replaceText(jsonPath, `${JSON.stringify(result, null, 2)}\n`);
  await replaceText(htmlPath, renderReport(result));
  if (options.latestPath !== undefined)
    await replaceFile(resolve(options.latestPath), (path) => copyFile(htmlPath, path));
  return { htmlPath, jsonPath };
}
