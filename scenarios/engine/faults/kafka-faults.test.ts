import { describe, expect, it } from 'vitest';
import { together } from './kafka-faults.ts';

/** A fault of one process, which notes down what is done to it. */
function faultOf(pid: number, done: string[], fails = false) {
  return {
    ...{ kind: 'kill', target: `node ${pid}`, pid: () => pid },
    inject: () => {
      done.push(`kill ${pid}`);
      if (fails) return Promise.reject(new Error(`node ${pid} cannot be killed`));
      return Promise.resolve(() => {
        done.push(`heal ${pid}`);
        return Promise.resolve();
      });
    },
  };
}

describe('one fault of several processes', () => {
  it('hits all of them and heals all of them', async () => {
    const done: string[] = [];
    const fault = together(
      'kafka',
      [1, 2, 3].map((pid) => faultOf(pid, done)),
    );
    expect(fault).toMatchObject({ kind: 'kill', target: 'kafka' });
    expect(fault.pid?.()).toBe(1);
    const heal = await fault.inject();
    expect(done).toEqual(['kill 1', 'kill 2', 'kill 3']);
    await heal();
    expect(done.slice(3)).toEqual(['heal 1', 'heal 2', 'heal 3']);
  });

  it('leaves nothing to heal when one of them cannot be hit', async () => {
    const done: string[] = [];
    const fault = together('kafka', [faultOf(1, done), faultOf(2, done, true)]);
    await expect(fault.inject()).rejects.toThrow('node 2 cannot be killed');
    expect(done).toEqual(['kill 1', 'kill 2', 'heal 1']);
  });

  it('is none without processes', () => {
    expect(() => together('kafka-2', [])).toThrow('nothing to hit in kafka-2');
  });
});
