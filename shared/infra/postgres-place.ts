// A checkout below /root, or a read-only one, hides the binaries from the account that must run them.
import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  lchownSync,
  mkdirSync,
  readdirSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import {
  binariesOf,
  missingSymlinks,
  postgresPackage,
  restoreSymlinks,
  type PostgresBinaries,
} from './postgres-binaries.ts';
import type { Account } from './postgres-user.ts';

/**
 * Binaries that `account` (or this user) can run: those of the package, or a copy below `runDir` (61 MB)
 * where they cannot be reached or completed. Throws EnvironmentError when the package is not installed.
 */
export function placePostgres(
  runDir: string,
  account: Account | undefined,
  packaged = postgresPackage(),
): PostgresBinaries {
  const reachable = account === undefined || othersReach(binariesOf(packaged).postgres);
  if (reachable && (missingSymlinks(packaged).length === 0 || isWritable(packaged))) {
    restoreSymlinks(packaged);
    return binariesOf(packaged);
  }
  const copy = join(runDir, 'postgres-binaries');
  mkdirSync(copy, { recursive: true });
  cpSync(join(packaged, 'native'), join(copy, 'native'), {
    recursive: true,
    verbatimSymlinks: true,
    mode: constants.COPYFILE_FICLONE,
  });
  chmodSync(join(copy, 'native', 'lib'), 0o755);
  restoreSymlinks(copy);
  if (account)
    for (const path of ['.', ...readdirSync(copy, { recursive: true, encoding: 'utf8' })])
      lchownSync(join(copy, path), account.uid, account.gid);
  return binariesOf(copy);
}

function othersReach(path: string): boolean {
  for (let at = path; ; at = dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

function isWritable(root: string): boolean {
  try {
    accessSync(join(root, 'native', 'lib'), constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
