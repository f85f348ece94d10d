// Kafka's classes as the JVM left them last time, which halves a start: parsed and verified, in one file of the cache.
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Java } from './java.ts';

/** What one start of a node may do with the archive. */
export type ClassArchive = {
  /** JVM settings that use it, or have it written when the node ends in order; none where neither may be. */
  flags: string[];
  /**
   * Absent when nothing is written; otherwise the node's orderly end takes some seconds longer, once. Call it after
   * such an end: it puts what was written into the cache, at once. Never throws: the next start is only slower.
   */
  keep?: () => void;
};

const prefix = 'classes-';
const suffix = '.jsa';
/** Classes that cannot be archived are no concern of ours, and would hide in the log why a node has ended. */
const quiet = '-Xlog:cds*=error';

/**
 * Looks in `cache` for the archive of this Java and these jars; without one, and if `mayWrite`, the node writes it
 * into `dir` when it ends (JEP 350). It is code that no checksum vouches for, so `cache` must be the user's own.
 * The JVM goes without an archive that is damaged or not its own; unchecked, a damaged one crashes it, and one cut
 * short does so even when checked: hence its size in its name.
 */
export async function classArchive(
  java: Java,
  jars: string[],
  { cache, dir, mayWrite }: { cache: string; dir: string; mayWrite: boolean },
): Promise<ClassArchive> {
  const stem = `${prefix}${await fingerprint(java, jars)}`;
  const archive = await findWhole(cache, stem);
  if (archive !== undefined)
    return {
      flags: [`-XX:SharedArchiveFile=${archive}`, '-XX:+VerifySharedSpaces', quiet],
    };
  if (!mayWrite) return { flags: [] };
  const written = join(dir, `written${suffix}`);
  return {
    flags: [`-XX:ArchiveClassesAtExit=${written}`, quiet],
    keep: () => {
      try {
        keepIn(cache, stem, written);
      } catch {
        // A full disk, or a cache that is somebody else's.
      }
    },
  };
}

async function findWhole(cache: string, stem: string): Promise<string | undefined> {
  for (const name of await readdir(cache).catch(() => []))
    if (name.startsWith(stem) && name.endsWith(suffix)) {
      const path = join(cache, name);
      const { size } = await stat(path).catch(() => ({ size: 0 }));
      if (name === nameOf(stem, size)) return path;
    }
  return undefined;
}

function nameOf(stem: string, size: number): string {
  return `${stem}-${size}${suffix}`;
}

/** The JVM accepts an archive only with the very files it was made from. */
async function fingerprint(java: Java, jars: string[]): Promise<string> {
  const files = await Promise.all(
    jars.map(async (jar) => {
      const { size, mtimeMs } = await stat(jar);
      return `${jar} ${size} ${mtimeMs}`;
    }),
  );
  const digest = createHash('sha256').update([java.path, java.version, ...files].join('\n'));
  return digest.digest('hex').slice(0, 16);
}

/**
 * By way of a copy beside it: nobody sees half of one, also when the run's directory is on another disk. All at
 * once, because the run's directory goes when its processes have ended.
 */
function keepIn(cache: string, stem: string, written: string): void {
  const kept = nameOf(stem, statSync(written).size);
  mkdirSync(cache, { recursive: true });
  const copy = join(cache, `${kept}.${process.pid}.partial`);
  try {
    copyFileSync(written, copy);
    renameSync(copy, join(cache, kept));
  } finally {
    for (const path of [copy, written]) rmSync(path, { force: true });
  }
  // Those of another Java, or of jars that were fetched anew: nearly 50 MB each.
  for (const name of readdirSync(cache))
    if (name.startsWith(prefix) && name.endsWith(suffix) && name !== kept)
      rmSync(join(cache, name), { force: true });
}
