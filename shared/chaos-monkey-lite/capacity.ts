// A server with k slots and a fixed service time: the overload that answers 503 by itself.
import type { ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import { sendProblem } from './http-answer.ts';
import { InjectedFault } from './injected-fault.ts';

/** How much can be served. */
export type CapacitySettings = {
  /** Served at the same time, at least 1. */
  slots: number;
  /** May wait for a slot; beyond it the answer is 503. */
  queue: number;
  /** How long one request occupies a slot, ms. The handler runs after it, and its own time is not counted. */
  serviceMs: number;
};

/** A limited server in front of a handler; its throughput is `slots / serviceMs` per ms. */
export type Capacity = {
  /** Changes the limits at run time; what waits already goes on under the new ones. */
  set(settings: CapacitySettings): void;
  load(): { slots: number; inService: number; waiting: number };
  /** Resolves `true` once served, `false` at once when slots and queue are full. */
  take(): Promise<boolean>;
  /** Resolves when `count` messages have been served. Ignores the queue's limit: a topic is the queue. */
  throttle(count: number): Promise<void>;
  /** Answers 503 with the `Retry-After` that a full queue needs to empty. */
  refuse(res: ServerResponse): void;
  /** Lets everything that waits go at once. */
  release(): void;
  /** Answers 503 with `Retry-After` beyond the queue, else calls the handler after the service time. */
  middleware(): RequestHandler;
  /** The same for a message handler: beyond the queue it rejects with a retriable `InjectedFault`. */
  wrap<Message, Result>(
    handler: (message: Message) => Promise<Result>,
  ): (message: Message) => Promise<Result>;
};

type Job = { arrivedMs: number; done: () => void };

/** Makes a capacity. `id` names it in answers and errors; `clock` reads ms. */
export function createCapacity(
  settings: CapacitySettings,
  { id = 'capacity', clock = () => performance.now() }: { id?: string; clock?: () => number } = {},
): Capacity {
  let limits = { ...settings };
  const waiting: Job[] = [];
  const inService = new Map<Job, NodeJS.Timeout>();

  function useSlot(freeSinceMs: number): void {
    let freeMs = freeSinceMs;
    while (inService.size < limits.slots) {
      const job = waiting.shift();
      if (!job) return;
      // Counting from the planned instant, not from the late timer, keeps the throughput exact.
      const endMs = Math.max(freeMs, job.arrivedMs) + limits.serviceMs;
      const leftMs = endMs - clock();
      if (leftMs > 0) {
        inService.set(
          job,
          setTimeout(() => {
            inService.delete(job);
            job.done();
            useSlot(endMs);
          }, leftMs),
        );
        return;
      }
      job.done();
      freeMs = endMs;
    }
  }

  function fillSlots(): void {
    while (waiting.length > 0 && inService.size < limits.slots) useSlot(clock());
  }

  const capacity: Capacity = {
    set(next) {
      limits = { ...next };
      fillSlots();
    },
    load: () => ({ slots: limits.slots, inService: inService.size, waiting: waiting.length }),
    take() {
      if (inService.size >= limits.slots && waiting.length >= limits.queue) {
        return Promise.resolve(false);
      }
      return new Promise((resolve) => {
        waiting.push({ arrivedMs: clock(), done: () => resolve(true) });
        fillSlots();
      });
    },
    throttle: (count) =>
      new Promise((resolve) => {
        let left = count;
        if (left <= 0) return resolve();
        const done = (): void => {
          left -= 1;
          if (left === 0) resolve();
        };
        for (let i = 0; i < count; i += 1) waiting.push({ arrivedMs: clock(), done });
        fillSlots();
      }),
    release() {
      const jobs = [...inService.keys(), ...waiting.splice(0)];
      for (const timer of inService.values()) clearTimeout(timer);
      inService.clear();
      for (const job of jobs) job.done();
    },
    refuse: (res) => sendProblem(res, { status: 503, faultId: id, retryAfterS: drainS() }),
    middleware: () => async (_req, res, next) => {
      if (await capacity.take()) next();
      else capacity.refuse(res);
    },
    wrap: (handler) => async (message) => {
      if (await capacity.take()) return handler(message);
      throw new InjectedFault({
        id,
        kind: 'capacity',
        point: 'before',
        retryAfterS: drainS(),
      });
    },
  };

  /** Seconds a full queue takes to empty: an honest `Retry-After`. */
  function drainS(): number {
    return Math.max(1, Math.ceil((limits.queue * limits.serviceMs) / limits.slots / 1000));
  }

  return capacity;
}
