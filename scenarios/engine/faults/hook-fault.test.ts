// Proves that a fault by hook is healed once, and that half a fault is mended.
import { expect, it } from 'vitest';
import { hookFault } from './hook-fault.ts';

function hookThat(fails: string[] = []) {
  const called: string[] = [];
  const verb = (name: string) => () => {
    called.push(name);
    return fails.includes(name) ? Promise.reject(new Error(`${name} failed`)) : Promise.resolve();
  };
  const hook = {
    ...{ kill: verb('kill'), start: verb('start') },
    ...{ stop: verb('stop'), continue: verb('continue') },
  };
  return { hook, called };
}

it.each([
  ['kill', ['kill', 'start']],
  ['pause', ['stop', 'continue']],
] as const)('a %s is done and undone once: %j', async (kind, verbs) => {
  const { hook, called } = hookThat();
  const heal = await hookFault(kind, 'kafka', hook).inject();
  await heal();
  await heal();
  expect(called).toEqual(verbs);
});

it('a kill that fails is followed by a start, and its own failure is told', async () => {
  const { hook, called } = hookThat(['kill', 'start']);
  await expect(hookFault('kill', 'kafka', hook).inject()).rejects.toThrow('kill failed');
  expect(called).toEqual(['kill', 'start']);
});
