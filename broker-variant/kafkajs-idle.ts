// kafkajs 2.2.4 wakes up a thousand times a second on every connection it has ever used, for nothing
// (tulios/kafkajs#1704, #1751, open for years). Its remedy from there, until a release has it.
import { createRequire } from 'node:module';
import { z } from 'zod';

/** What we know of kafkajs' queue of one connection. */
type RequestQueue = {
  pending: unknown[];
  /** Epoch ms; −1 = not throttled. */
  throttledUntil: number;
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  checkPendingRequests(): void;
  scheduleCheckPendingRequests(): void;
};

const pendingCheckMs = 10;

const queueClass = z.custom<{ prototype: RequestQueue }>((found) => {
  if (typeof found !== 'function') return false;
  const methods = Object.getOwnPropertyNames(found.prototype);
  return (
    methods.includes('scheduleCheckPendingRequests') && methods.includes('checkPendingRequests')
  );
}, 'kafkajs has changed inside: look whether broker-variant/kafkajs-idle.ts is still needed');

/** Makes the queue look again only while something waits in it. Throws when kafkajs is not the one we know. */
export function stopIdleTimers(): void {
  const found: unknown = createRequire(import.meta.url)('kafkajs/src/network/requestQueue');
  queueClass.parse(found).prototype.scheduleCheckPendingRequests = function (this: RequestQueue) {
    if (this.throttleCheckTimeoutId || this.pending.length === 0) return;
    const untilUnthrottled = this.throttledUntil - Date.now();
    this.throttleCheckTimeoutId = setTimeout(
      () => {
        this.throttleCheckTimeoutId = null;
        this.checkPendingRequests();
      },
      untilUnthrottled > 0 ? untilUnthrottled : pendingCheckMs,
    );
  };
}
