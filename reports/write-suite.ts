// Puts the index page of a suite and its JSON on disk.
import { join, resolve } from 'node:path';
import { renderSuite } from './render-suite.ts';
import { replaceText } from './replace-file.ts';
import { suiteResultSchema, type SuiteResult } from './suite.ts';
import type { WrittenReport } from './write-report.ts';

/** Writes `<dir>/index.html` and `<dir>/suite.json`, each in one step; throws when the suite is not one. */
export async function writeSuite(suite: SuiteResult, dir: string): Promise<WrittenReport> {
  const parsed = suiteResultSchema.parse(suite);
  const htmlPath = resolve(join(dir, 'index.html'));
  const jsonPath = resolve(join(dir, 'suite.json'));
  await replaceText(jsonPath, `${JSON.stringify(parsed, null, 2)}\n`);
  await replaceText(htmlPath, renderSuite(parsed));
  return { htmlPath, jsonPath };
}
