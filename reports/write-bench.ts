// Puts the page of a bench and its document on disk.
import { join, resolve } from 'node:path';
import type { BenchResult } from '../shared/bench-result.ts';
import { renderBench } from './render-bench.ts';
import { replaceText } from './replace-file.ts';
import type { WrittenReport } from './write-report.ts';

export { doubtsOf, isDisturbed, othersIn } from './bench-doubts.ts';
export { figureWords, goalWords } from './bench-words.ts';

/** Writes `<dir>/index.html` and `<dir>/bench.json`, each in one step. */
export async function writeBench(result: BenchResult, dir: string): Promise<WrittenReport> {
  const htmlPath = resolve(join(dir, 'index.html'));
  const jsonPath = resolve(join(dir, 'bench.json'));
  await replaceText(jsonPath, `${JSON.stringify(result, null, 2)}\n`);
  await replaceText(htmlPath, renderBench(result));
  return { htmlPath, jsonPath };
}
