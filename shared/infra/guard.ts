// Even SIGKILL of the harness must leave nothing behind, so a tiny shell outlives it by a moment and clears up.
import { spawn, type ChildProcess } from 'node:child_process';

// The shell reads notes until its input ends, which happens however this process dies; then it ends what is left.
const script = `
children= directories= projects=
without() { for item in $1; do [ "$item" = "$2" ] || printf '%s ' "$item"; done; }
while read -r note value; do
  case $note in
    child) children="$children $value" ;;
    ended) children=$(without "$children" "$value") ;;
    directory) directories="$directories $value" ;;
    removed) directories=$(without "$directories" "$value") ;;
    project) projects="$projects $value" ;;
    down) projects=$(without "$projects" "$value") ;;
  esac
done
signal() { kill "-$1" -- "-$2" 2>/dev/null || kill "-$1" "$2" 2>/dev/null; }
for child in $children; do signal INT "$child"; signal CONT "$child"; done
tries=0
while [ $tries -lt 30 ]; do
  living=
  for child in $children; do kill -0 "$child" 2>/dev/null && living=yes; done
  [ -z "$living" ] && break
  tries=$((tries + 1)); sleep 0.1
done
for child in $children; do signal KILL "$child"; done
for project in $projects; do
  docker compose --project-name "$project" down --volumes --remove-orphans --timeout 1
done
[ -z "$directories" ] || rm -rf $directories
`;

let guard: ChildProcess | undefined;

/**
 * Tells the guard what to end or remove should this process die: a child's pid, a directory (no blanks in it),
 * or a compose project.
 * On Windows there is no guard; there the next run's sweep clears up.
 */
export function tellGuard(
  note: 'child' | 'ended' | 'directory' | 'removed' | 'project' | 'down',
  value: number | string,
): void {
  if (process.platform === 'win32' || /\s/.test(String(value))) return;
  guard ??= startGuard();
  guard.stdin?.write(`${note} ${value}\n`);
}

/** The guard's pid, if it was ever needed. */
export function guardPid(): number | undefined {
  return guard?.pid;
}

function startGuard(): ChildProcess {
  const child = spawn('/bin/sh', ['-c', script], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    cwd: '/',
  });
  // Losing the guard costs only the clean-up after our own sudden death, which the next sweep makes good.
  child.on('error', () => {});
  child.stdin.on('error', () => {});
  child.unref();
  if ('unref' in child.stdin && typeof child.stdin.unref === 'function') child.stdin.unref();
  return child;
}
