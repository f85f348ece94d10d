// A service started as the harness starts it: compiled, with its packages, and with errors that name its sources.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serviceProgram, type ServiceProgram } from './service-program.ts';

let runDir: string;
beforeEach(() => {
  runDir = mkdtempSync(join(tmpdir(), 'service-program-'));
});
afterEach(() => rmSync(runDir, { recursive: true }));

function entryOf(source: string): URL {
  const file = join(runDir, 'service.ts');
  writeFileSync(file, source);
  return pathToFileURL(file);
}

function outputOf({ command, args }: ServiceProgram): string {
  const { stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', env: {} });
  return `${stdout}${stderr}`;
}

describe('the program of a service', () => {
  it.each(['rest-variant', 'broker-variant'])(
    'of the %s finds all that it imports',
    async (name) => {
      const entry = new URL(`../../${name}/service.ts`, import.meta.url);
      expect(outputOf(await serviceProgram(entry, runDir))).toContain('variable SERVICE_ROLE');
    },
  );

  it('is compiled once for all processes of a run', async () => {
    const entry = entryOf('console.log(1)');
    const first = await serviceProgram(entry, runDir);
    const [file = ''] = first.args.slice(-1);
    const writtenAt = statSync(file).mtimeMs;
    writeFileSync(entry, 'console.log(2)');
    expect(await serviceProgram(entry, runDir)).toEqual(first);
    expect(statSync(file).mtimeMs).toBe(writtenAt);
    expect(outputOf(first)).toBe('1\n');
  });

  it('names the line of the source where it fails', async () => {
    const entry = entryOf(
      'type Line = number;\nconst line: Line = 2;\nthrow new Error(`${line}`);',
    );
    expect(outputOf(await serviceProgram(entry, runDir))).toContain('service.ts:3');
  });

  it('is refused with file and line when it is no TypeScript', async () => {
    const refused = serviceProgram(entryOf('\nconst = 1;'), runDir);
    await expect(refused).rejects.toThrow(/service\.ts:2:6: ERROR/);
  });
});
