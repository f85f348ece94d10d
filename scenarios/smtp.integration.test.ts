// Mails through a real SMTP server: every confirmed order has one, whatever the server does for a while.
import { randomBytes, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { openDatabase } from '../shared/db/database.ts';
import { createRunDatabase } from '../shared/db/run-database.ts';
import { EnvironmentError } from '../shared/infra/environment-error.ts';
import { emailService } from '../shared/services/email.ts';
import { openSmtpMailer } from '../shared/services/smtp-mailer.ts';
import { parseSmtpUrl } from '../shared/services/smtp-server.ts';
import { startMailServer } from '../shared/services/testing/mail-server.ts';
import { flagsOf, judge } from './engine/check.ts';
import { readSummaries } from './engine/read-summaries.ts';
import { someBooking } from './engine/testing/booking-client.ts';
import { miniRun, someArrivals } from './engine/testing/mini-run.ts';
import { bootForTest, useInfrastructure } from './engine/testing/test-bench.ts';

const infrastructure = useInfrastructure(['postgres', 'kafka']);
const login = { user: 'travel', password: 'a secret/of:the travel@agency' };

afterEach(() => void vi.unstubAllEnvs());

describe.each(['rest-hardened', 'broker'])('%s with SMTP_URL', (name) => {
  it('mails every confirmed order once, though the server refuses for a while, and keeps the password', async () => {
    let refusals = 0;
    const server = await startMailServer({
      login,
      decide: () => (refusals++ < 6 ? { refuse: 451 } : 'take'),
    });
    onTestFinished(() => server.close());
    vi.stubEnv('SMTP_URL', server.url);
    const contender = await bootForTest(infrastructure(), name);
    onTestFinished(() => contender.stop());
    const { judged, drained } = await miniRun(contender, someArrivals(30, 20), () =>
      Promise.resolve(),
    );
    expect(drained).toBe(true);
    expect(refusals).toBeGreaterThan(6);
    const confirmed = judged.filter(({ records }) => records.row === 'confirmed');
    expect(confirmed).toHaveLength(30);
    const mailed = server.countByBooking();
    for (const { orderId } of confirmed) expect(mailed.get(orderId), orderId).toBe(1);
    expect(mailed.size).toBe(30);
    expect(flagsOf(judged, 0)).toMatchObject({ mailMissing: 0, mailDuplicate: 0 });
    expect(judged.every(({ outcome }) => outcome === 'confirmed')).toBe(true);
    expectNowhere(infrastructure().runDir, login.password);
  });
});

it('a malformed SMTP_URL ends the command before anything is sent, by name and without a quotation', async () => {
  vi.stubEnv('SMTP_URL', 'smtp://user:hidden@mail.example.com/inbox');
  const booting = bootForTest(infrastructure(), 'rest');
  await expect(booting).rejects.toThrow(EnvironmentError);
  await expect(booting).rejects.toThrow(/^SMTP_URL must be smtp:/);
  await expect(booting).rejects.not.toThrow('hidden');
});

it('a mail whose answer was lost is sent again with the same Message-ID, and counts as a duplicate', async () => {
  const server = await startMailServer({
    decide: () => (server.mails.length === 0 ? 'never answer' : 'take'),
  });
  onTestFinished(() => server.close());
  const run = await createRunDatabase(
    infrastructure().postgres?.url ?? '',
    `t${randomBytes(5).toString('hex')}`,
    { count: 1, seatsPerFlight: 1 },
  );
  onTestFinished(() => run.drop());
  const db = openDatabase(run.urlOf('email'), { maxConnections: 2 });
  onTestFinished(() => db.end());
  const address = parseSmtpUrl(server.url);
  if (!address) throw new Error('no address');
  const mailer = openSmtpMailer(address, { from: 'b@travel.example', deadlineMs: 2_000 });
  onTestFinished(() => mailer.close());
  const service = emailService({ mailer, db });

  const [lost, fine] = [someBooking(), someBooking()];
  const send = async (booking = lost) => {
    const command = { type: 'send-confirmation' } as const;
    const [answer] = await service(db, [{ command, booking, idempotencyKey: randomUUID() }]);
    return answer?.type;
  };
  expect(await send()).toBe('unavailable');
  expect(await flagsOfMails()).toEqual({ mails: [0, 0], mailDuplicate: 0 });
  // Two callers that come back at once join one mail.
  expect(await Promise.all([send(), send()])).toEqual(['confirmation-sent', 'confirmation-sent']);
  expect(await send()).toBe('confirmation-sent');
  expect(await send(fine)).toBe('confirmation-sent');
  expect(server.countByBooking()).toEqual(
    new Map([
      [lost.orderId, 2],
      [fine.orderId, 1],
    ]),
  );
  const ids = server.mails.map(({ headers }) => headers.get('message-id')?.join(''));
  expect(new Set(ids).size).toBe(2);
  expect(await flagsOfMails()).toEqual({ mails: [2, 1], mailDuplicate: 1 });

  async function flagsOfMails() {
    const expected = [lost.orderId, fine.orderId];
    const records = await readSummaries(run.checker, { sinceMs: 0, expected, aheadMs: 0 });
    const judged = judge({
      ...{ journal: new Map(), records, warmUpIds: new Set(), deadLettered: new Set() },
      patienceMs: 1_000,
    });
    const { mailDuplicate } = flagsOf(judged, 0);
    return { mails: expected.map((id) => records.get(id)?.mails), mailDuplicate };
  }
});

/** No file below `directory` has the secret in it, plain or as it stands in a URL or in an AUTH command. */
function expectNowhere(directory: string, secret: string): void {
  const forms = [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64'),
    Buffer.from(`\0${login.user}\0${secret}`).toString('base64'),
  ];
  const logs = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.log'),
  );
  expect(logs.length).toBeGreaterThan(3);
  for (const path of logs) {
    const text = readFileSync(join(directory, path), 'utf8');
    for (const form of forms) expect(text.includes(form), path).toBe(false);
  }
}
