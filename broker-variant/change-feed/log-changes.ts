// From the messages of the log to changes with positions.
import type { Pgoutput } from 'pg-logical-replication';
import type { CapturedChange } from './capture.ts';
import { FeedError } from './feed-error.ts';
import { keyText, rowOf } from './log-values.ts';
import { parseLsn, positionAt } from './lsn.ts';

/** What a message of the log comes to. */
export type LogStep =
  | { kind: 'changes'; changes: CapturedChange[] }
  /** A transaction is complete; everything up to `lsn` may be confirmed once it is delivered. */
  | { kind: 'commit'; lsn: bigint };

/** Reads messages in order; the key is the column `keyName`. Throws FeedError when there is none any more. */
export function createLogReader(
  label: string,
  keyName: string,
): (message: Pgoutput.Message) => LogStep | undefined {
  let commitLsn = 0n;
  let index = 1;
  const position = () => positionAt(commitLsn, index++);
  const keyOf = (tuple: Record<string, unknown> | null) => {
    if (tuple?.[keyName] === undefined)
      throw new FeedError(
        `${label} has lost its key column ${keyName} while it was streamed: give the column its name back, or start anew under another name`,
      );
    return keyText(tuple[keyName]);
  };
  const written = (kind: 'insert' | 'update', tuple: Record<string, unknown>): CapturedChange => {
    const { row, unchanged } = rowOf(tuple);
    const head = { kind, key: keyOf(tuple), position: position(), row };
    return unchanged.length === 0 ? head : { ...head, unchanged };
  };
  const deleted = (tuple: Record<string, unknown> | null): CapturedChange => ({
    ...{ kind: 'delete', key: keyOf(tuple), position: position(), row: 'null' },
  });

  return (message) => {
    switch (message.tag) {
      case 'begin':
        commitLsn = parseLsn(message.commitLsn ?? '0/0');
        // 0 is for the rows read before: a transaction may end at the very place where the slot began.
        index = 1;
        return undefined;
      case 'insert':
        return { kind: 'changes', changes: [written('insert', message.new)] };
      case 'update': {
        const before = message.key ?? message.old;
        // A large key that did not change is only in what was before.
        const after = { ...message.new };
        if (before && after[keyName] === undefined) after[keyName] = before[keyName];
        // A row that got another key is, for whoever reads by key, one row gone and another come.
        if (before && keyOf(before) !== keyOf(after))
          return { kind: 'changes', changes: [deleted(before), written('insert', after)] };
        return { kind: 'changes', changes: [written('update', after)] };
      }
      case 'delete':
        return { kind: 'changes', changes: [deleted(message.key ?? message.old)] };
      case 'commit':
        return { kind: 'commit', lsn: commitLsn };
      default:
        return undefined;
    }
  };
}
