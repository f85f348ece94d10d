// From the log's messages to changes: positions that only grow, keys that are never made up, transactions that end.
import type { Pgoutput } from 'pg-logical-replication';
import { describe, expect, it } from 'vitest';
import { createLogReader } from './log-changes.ts';
import { parseLsn, positionAt } from './lsn.ts';

const relation: Pgoutput.MessageRelation = {
  ...{ tag: 'relation', relationOid: 1, schema: 'public', name: 't', replicaIdentity: 'default' },
  ...{ columns: [], keyColumns: ['id'] },
};
const begin = (commitLsn: string): Pgoutput.Message => ({
  ...{ tag: 'begin', commitLsn, commitTime: 0n, xid: 1 },
});
const commit = (commitLsn: string): Pgoutput.Message => ({
  ...{ tag: 'commit', flags: 0, commitLsn, commitEndLsn: commitLsn, commitTime: 0n },
});
type Tuple = Record<string, unknown>;
const inserted = (row: Tuple): Pgoutput.Message => ({ tag: 'insert', relation, new: row });
const updated = (row: Tuple, before: { key?: Tuple; old?: Tuple } = {}): Pgoutput.Message => ({
  ...{ tag: 'update', relation, key: before.key ?? null, old: before.old ?? null, new: row },
});
const deleted = (before: { key?: Tuple; old?: Tuple }): Pgoutput.Message => ({
  ...{ tag: 'delete', relation, key: before.key ?? null, old: before.old ?? null },
});

/** What a new reader makes of these messages. */
function changesOf(...messages: Pgoutput.Message[]) {
  const read = createLogReader('public.t', 'id');
  return messages.flatMap((message) => {
    const step = read(message);
    return step?.kind === 'changes' ? step.changes : [];
  });
}
const kindsAndKeys = (changes: ReturnType<typeof changesOf>) =>
  changes.map(({ kind, key }) => [kind, key]);

describe('the log', () => {
  it('gives every change a position of its own, after what was read at the place where it begins', () => {
    const changes = changesOf(
      ...[begin('0/10'), inserted({ id: '1' }), updated({ id: '1' }), commit('0/10')],
      ...[begin('0/20'), deleted({ key: { id: '1' } }), commit('0/20')],
    );
    const positions = changes.map(({ position }) => position);
    expect(new Set([...positions, ...positions.toSorted()]).size).toBe(3);
    expect(positions).toEqual(positions.toSorted());
    // A transaction may commit at the very place where the slot began.
    expect(positions[0]?.localeCompare(positionAt(parseLsn('0/10'), 0))).toBe(1);
  });

  it('says where a transaction ends', () => {
    const read = createLogReader('public.t', 'id');
    expect(read(begin('1/A'))).toBeUndefined();
    expect(read(commit('1/A'))).toEqual({ kind: 'commit', lsn: parseLsn('1/A') });
    expect(read(relation)).toBeUndefined();
  });

  it('shows a row that got another key as one gone and another come', () => {
    for (const before of [{ key: { id: '1' } }, { old: { id: '1', data: '"x"' } }])
      expect(kindsAndKeys(changesOf(begin('0/1'), updated({ id: '2' }, before)))).toEqual([
        ['delete', '1'],
        ['insert', '2'],
      ]);
    const same = updated({ id: '1', data: '"y"' }, { old: { id: '1', data: '"x"' } });
    expect(kindsAndKeys(changesOf(begin('0/1'), same))).toEqual([['update', '1']]);
  });

  it('names what it does not repeat, but for a key, which it has from before', () => {
    const [change] = changesOf(begin('0/1'), updated({ id: '1', big: undefined }));
    expect(change).toMatchObject({ row: '{"id":1}', unchanged: ['big'] });
    const large = updated({ id: undefined }, { key: { id: '"large"' } });
    expect(changesOf(begin('0/1'), large)).toMatchObject([{ kind: 'update', key: 'large' }]);
  });

  it('never makes up a key', () => {
    for (const message of [
      inserted({ number: '1' }),
      updated({ number: '1' }),
      deleted({ key: { number: '1' } }),
      deleted({}),
    ])
      expect(() => changesOf(begin('0/1'), message)).toThrow(/lost its key column id/);
  });

  it('writes a deleted row as null', () => {
    const [change] = changesOf(begin('0/1'), deleted({ old: { id: '7', data: '"x"' } }));
    expect(change).toMatchObject({ kind: 'delete', key: '7', row: 'null' });
  });
});
