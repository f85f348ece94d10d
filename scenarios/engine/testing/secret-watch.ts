// A look-out for secrets where others could read them: files of a directory, and command lines.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { descendants, readIfThere } from './harness-process.ts';

/** What a look-out has seen so far. */
export type SecretWatch = {
  /** Paths of all files it has read. */
  files: ReadonlySet<string>;
  /** Command lines it has read. */
  commands: ReadonlySet<string>;
  /** Where it found a secret. */
  leaks: readonly string[];
  /** Reads every file below the directory as it is now, and the command lines of `pid` and all below it. */
  look(pid: number): void;
};

/** A look-out for `secrets` below `directory`. */
export function watchForSecrets(directory: string, secrets: readonly string[]): SecretWatch {
  const [files, commands] = [new Set<string>(), new Set<string>()];
  const leaks: string[] = [];
  const note = (where: string, text: string) => {
    if (secrets.some((secret) => text.includes(secret))) leaks.push(where);
  };
  return {
    ...{ files, commands, leaks },
    look: (pid) => {
      for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile()) continue;
        const file = join(entry.parentPath, entry.name);
        files.add(file);
        note(file, readIfThere(file));
      }
      for (const one of [pid, ...descendants(pid)]) {
        const line = readIfThere(`/proc/${one}/cmdline`);
        commands.add(line);
        note(`command line of ${one}`, line);
      }
    },
  };
}
