// A `docker` that runs no container: a real program on the PATH that notes each call and plays the answers of a test.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** What it can be told to answer to; a verb of `docker compose` stands for itself. */
export type FakeVerb =
  | 'version'
  | 'plugin'
  | 'ls'
  | 'config'
  | 'build'
  | 'up'
  | 'create'
  | 'down'
  | 'kill'
  | 'start'
  | 'pause'
  | 'rm';

/** The program, and what it was called with. */
export type FakeDocker = {
  /** A PATH on which it comes first. */
  path: string;
  /** Has a verb print this from now on. */
  answer(verb: FakeVerb, text: string): void;
  /** Has a verb fail from now on, with this on standard error. */
  fail(verb: FakeVerb, text: string): void;
  /** Has a verb do nothing, and succeed. */
  swallow(verb: FakeVerb): void;
  /** Has a verb never return. */
  hang(verb: FakeVerb): void;
  /** One line per call: its arguments with blanks between them. */
  calls(): string[];
  /** Ends a container that somebody waits for, with this exit code; resolves when the waiting is over. */
  end(container: string, code: number): Promise<void>;
  /** What the calls saw as their environment. */
  environment(): string;
  /** What the last file said that a call of compose was given beside docker-compose.yml. */
  lastFile(): string;
  /** Who might read that file, as `ls -l` says it. */
  lastMode(): string;
  remove(): void;
};

const script = `#!/bin/sh
dir=$(dirname "$0")
# Before the call is noted, so that whoever reads of it finds it.
[ "$1" != wait ] || [ -p "$dir/end-$2" ] || mkfifo "$dir/end-$2"
echo "$*" >>"$dir/calls"
env >>"$dir/environment"
verb=$1
if [ "$verb" = compose ]; then
  for word; do
    case $word in
      *containers-*.json) cp "$word" "$dir/last-file"; ls -l "$word" | cut -c 1-10 >"$dir/last-mode" ;;
      ls | config | build | up | create | down) verb=$word ;;
      version) verb=plugin ;;
    esac
  done
fi
for name; do :; done
[ ! -e "$dir/hang-$verb" ] || { echo hangs >"$dir/hanging"; exec tail -f /dev/null; }
[ ! -e "$dir/fail-$verb" ] || { cat "$dir/fail-$verb" >&2; exit 17; }
[ ! -e "$dir/swallow-$verb" ] || exit 0
case $verb in
  start)
    case $2 in --attach) echo $$ >"$dir/pid-$name"; echo '{"message":"hello"}'; exec tail -f /dev/null ;; esac ;;
  wait) exec cat "$dir/end-$name" ;;
  kill) kill -KILL "$(cat "$dir/pid-$name")" ;;
  stop) kill -TERM "$(cat "$dir/pid-$name")" ;;
  inspect)
    pid=$(cat "$dir/pid-$name" 2>/dev/null || echo 0)
    echo "[{\\"Id\\":\\"$name\\",\\"State\\":{\\"Running\\":true,\\"Pid\\":$pid}}]" ;;
esac
[ ! -e "$dir/answer-$verb" ] || cat "$dir/answer-$verb"
`;

const config = {
  services: {
    postgres: {
      image: 'postgres:18',
      environment: { POSTGRES_USER: 'u', POSTGRES_PASSWORD: 'p', POSTGRES_DB: 'd' },
    },
    kafka: { image: 'apache/kafka:1' },
    'rest-billing': { image: 'services:local', init: true, command: ['node', 'x.ts', '$HOME'] },
  },
};

/** Makes one that has an engine, Compose and no project. */
export function makeFakeDocker(): FakeDocker {
  const dir = mkdtempSync(join(tmpdir(), 'fake-docker-'));
  writeFileSync(join(dir, 'docker'), script, { mode: 0o755 });
  const write = (name: string, text: string) => writeFileSync(join(dir, name), text);
  const read = (name: string) =>
    existsSync(join(dir, name)) ? readFileSync(join(dir, name), 'utf8') : '';
  write('answer-version', '28.0.0\n');
  write('answer-plugin', '2.40.1\n');
  write('answer-ls', '[]\n');
  write('answer-config', JSON.stringify(config));
  return {
    path: `${dir}${delimiter}${process.env['PATH'] ?? ''}`,
    answer: (verb, text) => write(`answer-${verb}`, text),
    fail: (verb, text) => write(`fail-${verb}`, text),
    swallow: (verb) => write(`swallow-${verb}`, ''),
    hang: (verb) => write(`hang-${verb}`, ''),
    calls: () => read('calls').trim().split('\n').filter(Boolean),
    end: (container, code) => writeFile(join(dir, `end-${container}`), `${code}\n`),
    environment: () => read('environment'),
    lastFile: () => read('last-file'),
    lastMode: () => read('last-mode').trim(),
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}
