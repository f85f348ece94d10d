// Puts the page of a comparison and its JSON on disk.
import { join, resolve } from 'node:path';
import type { Comparison } from './comparison.ts';
import { renderCompare } from './render-compare.ts';
import { replaceText } from './replace-file.ts';
import type { WrittenReport } from './write-report.ts';

/** Writes `<dir>/index.html` and `<dir>/compare.json`, each in one step; "never" stands for infinity. */
export async function writeCompare(comparison: Comparison, dir: string): Promise<WrittenReport> {
  const htmlPath = resolve(join(dir, 'index.html'));
  const jsonPath = resolve(join(dir, 'compare.json'));
  const json = JSON.stringify(comparison, neverForInfinity, 2);
  await replaceText(jsonPath, `${json}\n`);
  await replaceText(htmlPath, renderCompare(comparison));
  return { htmlPath, jsonPath };
}

/** JSON has no infinity; "never" is what it means here. */
export function neverForInfinity(_: string, value: unknown): unknown {
  return value === Infinity ? 'never' : value;
}
