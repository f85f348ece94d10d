// What a missed change says of itself: was it passed before it could be seen, and since when could it be?
import type { MissedChange } from '../../shared/feed-result.ts';

/** True when the feed's cursor stood behind the stamp of the row before the row could be seen. */
export function wasPassed({ stampedAtMs, readUpToMs }: MissedChange): boolean {
  return readUpToMs !== null && readUpToMs > stampedAtMs;
}

/** When a change could first be seen; where nobody knows, when its transaction began. */
export function seenFrom({ committedAtMs, stampedAtMs }: MissedChange): number {
  return committedAtMs ?? stampedAtMs;
}
