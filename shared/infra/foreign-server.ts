// A server that is not ours to start or stop: only a hook can break and mend it.
import type { FaultHook } from './fault-hook.ts';
import type { Server } from './server.ts';

/** What somebody else's server can and cannot do for us; `title` names it in the refusal to kill it without a hook. */
export function foreignServer(title: string, hook: FaultHook | undefined): Server {
  const notOurs = () => Promise.reject(new Error(`an external ${title} is not ours to kill`));
  return {
    external: true,
    ...(hook ? { hook } : {}),
    pid: () => undefined,
    exited: new Promise(() => {}),
    kill: hook ? hook.kill : notOurs,
    start: hook ? hook.start : () => Promise.resolve(),
    stop: () => Promise.resolve(),
  };
}
