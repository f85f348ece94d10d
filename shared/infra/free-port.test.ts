import { expect, it, vi } from 'vitest';
import { freePort } from './free-port.ts';

it('gives no port twice to those who ask at the same time', async () => {
  const ports = await Promise.all(Array.from({ length: 60 }, () => freePort()));
  expect(new Set(ports).size).toBe(60);
});

it('gives two processes different ports, though neither listens yet', async () => {
  vi.resetModules();
  const another = await import('./free-port.ts');
  const ours = await Promise.all(Array.from({ length: 60 }, () => freePort()));
  const theirs = await Promise.all(Array.from({ length: 60 }, () => another.freePort()));
  expect(theirs.filter((port) => ours.includes(port))).toEqual([]);
});
