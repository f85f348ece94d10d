import { chmodSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { waitUntil } from '../../shared/infra/wait.ts';
import { openPage } from './open-page.ts';

afterEach(() => void vi.unstubAllEnvs());
const soon = { deadlineMs: 4_000, everyMs: 5 };

describe.runIf(process.platform === 'linux')('the page that was asked for', () => {
  it('is handed to the opener of the system', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'open-'));
    const opened = join(dir, 'opened');
    writeFileSync(
      join(dir, 'xdg-open'),
      `#!/bin/sh\nprintf %s "$1" > ${opened}.part\nmv ${opened}.part ${opened}\n`,
    );
    chmodSync(join(dir, 'xdg-open'), 0o755);
    vi.stubEnv('PATH', `${dir}:${process.env['PATH'] ?? ''}`);
    const said: string[] = [];
    openPage('/a page.html', (line) => said.push(line));
    await waitUntil('the opener to be called', () => existsSync(opened), soon);
    expect(readFileSync(opened, 'utf8')).toBe('/a page.html');
    expect(said).toEqual([]);
  });

  it('is named where there is no opener', async () => {
    vi.stubEnv('PATH', '/nowhere');
    const said: string[] = [];
    openPage('/report.html', (line) => said.push(line));
    await waitUntil('the sentence', () => said.length > 0, soon);
    expect(said).toEqual(['No browser could be opened; open /report.html yourself.']);
  });
});
