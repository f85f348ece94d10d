// The set-up check and the offline preparation as a participant has them: real servers, one sentence, an exit code.
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { freePort } from '../../shared/infra/free-port.ts';
import { startHarness } from '../engine/testing/harness-process.ts';

const check = fileURLToPath(new URL('check-cli.ts', import.meta.url));
const prefetch = fileURLToPath(new URL('../../shared/infra/prefetch-cli.ts', import.meta.url));

const lastLine = (output: string) => output.trim().split('\n').at(-1) ?? '';

describe('npm run workshop:check', () => {
  it('sends real orders through both styles and says in one sentence how it went', async () => {
    const harness = startHarness([], {}, check);
    const code = await harness.exited;
    const sentence = lastLine(harness.output());
    // Among other tests a machine may be too busy to measure; orders are lost on none.
    expect(sentence, harness.output()).toMatch(code === 0 ? /^Ready: \d+ orders/ : /^Nearly: /);
    expect([0, 99]).toContain(code);
    expect(harness.output()).toContain('broker: load for 4 s');
  });

  it('starts nothing where something is missing, and says so', async () => {
    const brokers = `127.0.0.1:${await freePort()}`;
    const harness = startHarness([], { KAFKA_BROKERS: brokers }, check);
    expect(await harness.exited, harness.output()).toBe(3);
    expect(harness.output()).toContain(`Kafka at ${brokers} (KAFKA_BROKERS) does not answer`);
    expect(lastLine(harness.output())).toMatch(/^Not ready: /);
    expect(harness.output()).not.toContain('starting');
  });
});

describe('npm run prefetch', () => {
  it('has everything after one run, and then needs no network', async () => {
    const first = startHarness([], {}, prefetch);
    expect(await first.exited, first.output()).toBe(0);
    const nowhere = { MAVEN_REPO_URL: `http://127.0.0.1:${await freePort()}` };
    const second = startHarness([], nowhere, prefetch);
    expect(await second.exited, second.output()).toBe(0);
    expect(second.output()).toMatch(
      /Kafka [\d.]+: \d+ jars \(\d+ MB\) in .*, all were there already/,
    );
    expect(lastLine(second.output())).toBe(
      'Everything is here: from now on this machine needs no network.',
    );
  });
});
