// PostgreSQL refuses to run as root, and a harness should not add accounts to a machine: it borrows one.
import { execFileSync } from 'node:child_process';
import { EnvironmentError } from './environment-error.ts';

/** An account to run a program as. */
export type Account = { uid: number; gid: number };

/** Undefined unless this process is root; then `nobody`, who owns nothing. Throws EnvironmentError without it. */
export function unprivilegedAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  try {
    const id = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
    return { uid: id('-u'), gid: id('-g') };
  } catch (cause) {
    throw new EnvironmentError(
      'PostgreSQL does not run as root and this machine has no account `nobody`: run as another user, or set DATABASE_URL to an existing server',
      { cause },
    );
  }
}
