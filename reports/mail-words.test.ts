// Mails that were never sent are told on the first screen, though no order is lost by them.
import { describe, expect, it } from 'vitest';
import type { RunResult } from '../shared/run-result.ts';
import { samples } from './fixtures/samples.ts';
import { findings, verdictSentence } from './findings.ts';

/** A result whose first contender got 251 mails out and forgot some. */
function forgetting(result: RunResult, mailMissing: number): RunResult {
  const [first] = result.contenders;
  for (const run of first?.runs ?? []) {
    run.flags.mailMissing = mailMissing;
    const latency = run.latencyMs.email;
    run.latencyMs = { ...run.latencyMs, email: latency && { ...latency, count: 251 } };
  }
  return result;
}

describe('mails never sent', () => {
  it('are a finding, of the orders that were owed one', () => {
    expect(findings(forgetting(samples['billing-down'](), 214))).toContain(
      'rest never sent 214 of 465 confirmations.',
    );
  });

  it('are part of the verdict when nobody lost an order', () => {
    expect(verdictSentence(forgetting(samples.baseline(), 214))).toContain(
      'nobody lost an order, but rest never sent 214 of 465 confirmations; ',
    );
  });

  it('are not mentioned when every mail went out', () => {
    const result = forgetting(samples.baseline(), 0);
    expect(`${verdictSentence(result)} ${findings(result).join(' ')}`).not.toContain('never sent');
  });
});
