// Proves in a process of its own that a crash fault ends it as SIGKILL does, and only where it is set.
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

const packageDir = new URL('./', import.meta.url);

function run(target: string) {
  const script = `
    import { createChaos } from './index.ts';
    const chaos = createChaos({ seed: 1 });
    chaos.set([{ id: 'c', kind: 'crash', rate: 1, point: 'before', target: '${target}' }]);
    chaos.crashPoint('gateway.accepted', 'order');
    console.log('survived');`;
  return spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    cwd: packageDir,
    encoding: 'utf8',
  });
}

test('a crash fault at a crash point ends the process by SIGKILL', () => {
  const { signal, stdout } = run('gateway.accepted');
  expect([signal, stdout]).toEqual(['SIGKILL', '']);
});

test('a crash fault elsewhere leaves it alone', () => {
  expect(run('gateway.reserved').stdout).toBe('survived\n');
});
