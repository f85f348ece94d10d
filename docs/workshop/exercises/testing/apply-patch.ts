// Applies a unified diff to the files below a folder, strictly: text that has moved on is an error.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Applies every file of the diff; throws an error that names the file whose lines are not found. */
export function applyPatch(root: string, patch: string): void {
  for (const part of patch.split(/^diff --git /m).slice(1)) {
    const path = /^\+\+\+ b\/(.+)$/m.exec(part)?.[1];
    if (path === undefined) throw new Error('a part of the patch names no file');
    const file = join(root, path);
    let text = readFileSync(file, 'utf8');
    for (const hunk of part.split(/^@@ .*\n/m).slice(1)) {
      const lines = hunk.split('\n').slice(0, -1);
      const side = (sign: '-' | '+') =>
        lines
          .filter((line) => line.startsWith(' ') || line.startsWith(sign))
          .map((line) => `${line.slice(1)}\n`)
          .join('');
      const [before, after] = [side('-'), side('+')];
      if (text.split(before).length !== 2)
        throw new Error(`${path} has changed under the patch: ${before}`);
      text = text.replace(before, () => after);
    }
    writeFileSync(file, text);
  }
}
