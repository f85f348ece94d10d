// The object a service holds: the faults in force and the wrappers that apply them.
import type { RequestHandler } from 'express';
import { createMiddleware } from './express-middleware.ts';
import type { MiddlewareOptions } from './express-middleware.ts';
import { createFaultSet } from './fault-set.ts';
import { crash } from './crash.ts';
import type { HandlerFault, ListedFault } from './fault.ts';
import { wrapBatchHandler, wrapHandler } from './message-handlers.ts';
import type { BatchResult, WrapOptions } from './message-handlers.ts';

/** How to make a `Chaos`. */
export type ChaosOptions = {
  /** With fault id, key and attempt, the only thing hits depend on. Use the same in every process. */
  seed: number;
  /** Reads ms; decides about windows. Default: `performance.now`. */
  clock?: () => number;
};

/** Faults for the handlers of one process. */
export type Chaos = {
  /**
   * Replaces all faults; windows and attempt counters start now. What earlier faults held is released.
   * @throws {FaultError} naming the field, and then nothing has changed.
   */
  set(faults: HandlerFault[]): void;
  /**
   * Puts faults in force beside those already set; one with a known id replaces it.
   * @throws {FaultError} naming the field, and then nothing has changed.
   */
  add(faults: HandlerFault[]): void;
  /** The faults set and not cleared (also those outside their window), with the attempts each has touched. */
  list(): ListedFault[];
  /** Heals one fault, or all: pending latency goes on at once, what hangs is ended. Unknown ids are ignored. */
  clear(id?: string): void;
  /**
   * The first fault that hits this attempt, if any; for wrappers of your own. Adds to the counters.
   * Without `attempt`, counts how often this process has seen the key since the fault was set, from 1.
   */
  decide(target: string, key: string, attempt?: number): HandlerFault | undefined;
  /**
   * A place between two steps of your own code where a `crash` fault may end the process: call it there, with
   * a target no handler has. Returns when nothing hits.
   */
  crashPoint(target: string, key: string): void;
  /** Express middleware that applies the faults to the handlers after it. */
  middleware(options: MiddlewareOptions): RequestHandler;
  /** Wraps a handler of single messages; a hit rejects with `InjectedFault`. */
  wrap<Message, Result>(
    target: string,
    handler: (message: Message) => Promise<Result>,
    options: WrapOptions<Message>,
  ): (message: Message) => Promise<Result>;
  /** Wraps a handler of batches; resolves with the messages that were failed. */
  wrapBatch<Message>(
    target: string,
    handler: (messages: Message[], kept: Message[]) => Promise<void>,
    options: WrapOptions<Message>,
  ): (messages: Message[]) => Promise<BatchResult<Message>>;
};

/** Makes a `Chaos` without any fault: its wrappers change nothing until `set`. */
export function createChaos({ seed, clock = () => performance.now() }: ChaosOptions): Chaos {
  const faults = createFaultSet(seed, clock);
  return {
    set: faults.set,
    add: faults.add,
    list: faults.list,
    clear: faults.clear,
    decide: (target, key, attempt) => faults.hit(target, key, attempt)?.fault,
    crashPoint: (target, key) => {
      if (faults.hit(target, key)?.fault.kind === 'crash') crash();
    },
    middleware: (options) => createMiddleware(faults, options),
    wrap: (target, handler, options) => wrapHandler(faults, target, handler, options),
    wrapBatch: (target, handler, options) => wrapBatchHandler(faults, target, handler, options),
  };
}
