import { KafkaJSConnectionError, KafkaJSProtocolError, type EachBatchPayload } from 'kafkajs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLog } from '../shared/host/log.ts';
import { createOffsetCommits } from './offset-commits.ts';

/** A payload whose commits fail with each of `errors` in turn, and then succeed. */
function payloadFailing(...errors: Error[]) {
  const commit = vi.fn(() => {
    const error = errors.shift();
    return error ? Promise.reject(error) : Promise.resolve();
  });
  const payload: EachBatchPayload = {
    batch: {
      ...{ topic: 't', partition: 0, highWatermark: '0', messages: [] },
      isEmpty: () => true,
      firstOffset: () => null,
      lastOffset: () => '0',
      offsetLag: () => '0',
      offsetLagLow: () => '0',
    },
    resolveOffset: () => undefined,
    heartbeat: () => Promise.resolve(),
    pause: () => () => undefined,
    commitOffsetsIfNecessary: commit,
    uncommittedOffsets: () => ({ topics: [] }),
    isRunning: () => true,
    isStale: () => false,
  };
  return { payload, commit };
}

const log = createLog('test', 'error', () => undefined);
const options = { intervalMs: 100, retryMs: 1_000 };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('offset commits', () => {
  it('come once per interval, however many batches there were', async () => {
    const commits = createOffsetCommits(options, log);
    const { payload, commit } = payloadFailing();
    for (let n = 0; n < 3; n++) commits.soon(payload);
    await vi.advanceTimersByTimeAsync(500);
    expect(commit).toHaveBeenCalledTimes(1);
  });

  it('that an outage prevents are tried again without a further batch', async () => {
    const commits = createOffsetCommits(options, log);
    const { payload, commit } = payloadFailing(new KafkaJSConnectionError('gone'));
    commits.soon(payload);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(commit).toHaveBeenCalledTimes(2);
  });

  it('are given up when the partitions are handed out anew', async () => {
    const commits = createOffsetCommits(options, log);
    const gone = Object.assign(new Error('gone'), { type: 'ILLEGAL_GENERATION' });
    const { payload, commit } = payloadFailing(new KafkaJSProtocolError(gone));
    commits.soon(payload);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(commit).toHaveBeenCalledTimes(1);
  });
});
