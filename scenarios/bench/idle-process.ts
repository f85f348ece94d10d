// Runs the idle timer beside a measurement and asks it at the end what the machine was like.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { startProcess } from '../../shared/infra/process.ts';
import { createRunDirectory, removeRunDirectory } from '../../shared/infra/run-directory.ts';
import type { Spread } from './lateness.ts';

const stopGraceMs = 2_000;
const spreadSchema = z.object({ p50: z.number(), p99: z.number(), max: z.number() });

/** Runs `work`, and tells how late an idle process woke up meanwhile; null when it did not say. */
export async function besideIdle<T>(work: () => Promise<T>): Promise<{ done: T; idle: Spread }> {
  const runDir = createRunDirectory();
  try {
    const child = await startProcess({
      name: 'the idle timer',
      command: process.execPath,
      args: ['--import', 'tsx', fileURLToPath(new URL('./idle-timer.ts', import.meta.url))],
      logFile: join(runDir, 'idle-timer.log'),
      stdin: 'pipe',
    });
    let done: T;
    try {
      done = await work();
    } finally {
      await child.stop(stopGraceMs);
    }
    const text = await readFile(child.logFile, 'utf8');
    return { done, idle: spreadSchema.nullable().parse(JSON.parse(text || 'null')) };
  } finally {
    await removeRunDirectory(runDir);
  }
}
