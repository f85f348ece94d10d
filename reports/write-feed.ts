// Puts a comparison of change feeds and its page on disk, so that a reader never meets a half-written file.
import { copyFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { FeedResult } from '../shared/feed-result.ts';
import { renderFeed } from './render-feed.ts';
import { replaceFile, replaceText } from './replace-file.ts';
import type { WriteReportOptions, WrittenReport } from './write-report.ts';

/** Writes `<outDir>/index.html` and `<outDir>/result.json`, each in one step. */
export async function writeFeed(
  result: FeedResult,
  outDir: string,
  options: WriteReportOptions = {},
): Promise<WrittenReport> {
  const htmlPath = resolve(join(outDir, 'index.html'));
  const jsonPath = resolve(join(outDir, 'result.json'));
  await replaceText(jsonPath, `${JSON.stringify(result, null, 2)}\n`);
  await replaceText(htmlPath, renderFeed(result));
  if (options.latestPath !== undefined)
    await replaceFile(resolve(options.latestPath), (path) => copyFile(htmlPath, path));
  return { htmlPath, jsonPath };
}
