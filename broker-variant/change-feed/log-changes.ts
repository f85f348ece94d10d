// From the messages of the log to changes with positions.
import type { Pgoutput } from 'pg-logical-replication';
import type { CapturedChange } from './capture.ts';
import { keyText, rowOf } from './log-values.ts';
import { parseLsn, positionAt } from './lsn.ts';

/** What a message of the log comes to. */
export type LogStep =
  | { kind: 'changes'; changes: CapturedChange[] }
  /** A transaction is complete; everything up to `lsn` may be confirmed once it is delivered. */
  | { kind: 'commit'; lsn: bigint };

/** Reads messages in order; the key is the column `keyName`. */
export function createLogReader(
  keyName: string,
): (message: Pgoutput.Message) => LogStep | undefined {
  let commitLsn = 0n;
  let index = 0;
  const position = () => positionAt(commitLsn, index++);
  const written = (kind: 'insert' | 'update', tuple: Record<string, unknown>): CapturedChange => {
    const { row, unchanged } = rowOf(tuple);
    const head = { kind, key: keyText(tuple[keyName]), position: position(), row };
    return unchanged.length === 0 ? head : { ...head, unchanged };
  };
  const deleted = (tuple: Record<string, unknown> | null): CapturedChange => ({
    ...{ kind: 'delete', key: keyText(tuple?.[keyName]), position: position(), row: 'null' },
  });

  return (message) => {
    switch (message.tag) {
      case 'begin':
        commitLsn = parseLsn(message.commitLsn ?? '0/0');
        index = 0;
        return undefined;
      case 'insert':
        return { kind: 'changes', changes: [written('insert', message.new)] };
      case 'update': {
        const before = message.key ?? message.old;
        // A row that got another key is, for whoever reads by key, one row gone and another come.
        if (before && keyText(before[keyName]) !== keyText(message.new[keyName]))
          return { kind: 'changes', changes: [deleted(before), written('insert', message.new)] };
        return { kind: 'changes', changes: [written('update', message.new)] };
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
