// Puts a file in place in one step, so that a reader never meets a half-written one.
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Runs `write` on a temporary name beside `path` and renames it. */
export async function replaceFile(path: string, write: (temporary: string) => Promise<void>) {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  await write(temporary);
  await rename(temporary, path);
}

/** Writes a text in one step. */
export async function replaceText(path: string, text: string): Promise<void> {
  await replaceFile(path, (temporary) => writeFile(temporary, text));
}
