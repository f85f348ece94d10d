// Writes the summaries that scripts and CI servers read: --junit, --md, and the page of a GitHub Actions step.
import { appendFile, mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Arguments } from '../arguments.ts';
import { junitXml } from './junit.ts';
import type { Summary } from './summary.ts';

/** GitHub refuses the whole summary of a step that is larger. */
export const stepSummaryBytes = 1024 * 1024;

/** Writes what was asked for, and appends to `$GITHUB_STEP_SUMMARY` where there is one. */
export async function writeSummaries(
  { title, groups, markdown }: Summary,
  { junit, md }: Pick<Arguments, 'junit' | 'md'>,
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  if (junit !== undefined) await writeText(junit, junitXml(title, groups));
  if (md !== undefined) await writeText(md, markdown);
  const step = env['GITHUB_STEP_SUMMARY'];
  if (!step) return;
  try {
    await appendFile(step, fitInto(stepSummaryBytes - (await sizeOf(step)), markdown));
  } catch (error) {
    // The run is what counts; its result is written already.
    const why = error instanceof Error ? error.message : String(error);
    process.stderr.write(`GITHUB_STEP_SUMMARY could not be written: ${why}\n`);
  }
}

/** As many whole lines as fit into `bytes`, with a note in the end when some were left out. */
export function fitInto(bytes: number, text: string): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  const note = '\n\n_Cut here: a step summary holds 1 MiB. The report has everything._\n';
  const room = bytes - Buffer.byteLength(note);
  if (room <= 0) return '';
  const kept = Buffer.from(text).subarray(0, room);
  return kept.subarray(0, Math.max(0, kept.lastIndexOf('\n'))).toString() + note;
}

async function writeText(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch {
    return 0;
  }
}
