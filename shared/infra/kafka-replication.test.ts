// Proves that copies of topics are asked for in a number that the cluster can hold.
import { expect, test } from 'vitest';
import { readReplicationFactor, replicationOn } from './kafka-replication.ts';

test('one node may be away, where there are several copies', () => {
  expect(replicationOn(3, 3)).toEqual({ factor: 3, minInSync: 2 });
  expect(replicationOn(3, 1)).toEqual({ factor: 1, minInSync: 1 });
});

test('more copies than nodes are refused with both numbers', () => {
  expect(() => replicationOn(2, 3)).toThrow('replication factor 3 needs 3 Kafka nodes, and there');
  expect(() => replicationOn(1, 3)).toThrow('there is one');
});

test('the variable is a whole number, or named', () => {
  expect(readReplicationFactor({})).toBeUndefined();
  expect(readReplicationFactor({ KAFKA_REPLICATION_FACTOR: '3' })).toBe(3);
  for (const text of ['0', '-1', '1.5', 'three'])
    expect(() => readReplicationFactor({ KAFKA_REPLICATION_FACTOR: text })).toThrow(
      'KAFKA_REPLICATION_FACTOR: must be',
    );
});
