// The mailer against a real SMTP server: how each send ends, and that nothing slips into a header or out of a login.
import { randomUUID } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Booking } from '../domain/booking.ts';
import { confirmationOf } from './confirmation.ts';
import { openSmtpMailer } from './smtp-mailer.ts';
import { needsTls, parseSmtpUrl } from './smtp-server.ts';
import { startMailServer } from './testing/mail-server.ts';

const from = 'bookings@travel.example';
const login = { user: 'travel', password: 'p@ss:w/rd %1' };

const some = (change: Partial<Booking> = {}): Booking => ({
  ...{ orderId: randomUUID(), flight: 'RB1000', seats: 2, card: '4242424242424242' },
  ...{ email: 'user@example.com', ...change },
});

async function bench(options: Parameters<typeof startMailServer>[0] = {}) {
  const server = await startMailServer(options);
  const address = parseSmtpUrl(server.url);
  if (!address) throw new Error('no address');
  const mailer = openSmtpMailer(address, { from, deadlineMs: 400 });
  onTestFinished(async () => {
    mailer.close();
    await server.close();
  });
  return { server, send: (booking: Booking) => mailer.send(confirmationOf(booking)) };
}

describe('a confirmation through SMTP', () => {
  it('reaches its recipient, with the booking id in it, and never the card', async () => {
    const { server, send } = await bench({ login });
    const booking = some();
    expect(await send(booking)).toEqual({ kind: 'taken' });
    const [mail] = server.mails;
    expect(mail?.recipients).toEqual(['user@example.com']);
    expect(Object.fromEntries(mail?.headers ?? [])).toMatchObject({
      from: [from],
      to: ['user@example.com'],
      subject: ['Your booking on RB1000 is confirmed'],
      'x-booking-id': [booking.orderId],
      'message-id': [`<${booking.orderId}.confirmation@travel.example>`],
    });
    expect(mail?.text).toContain('Paid:   258.00');
    expect(mail?.text).not.toContain(booking.card);
  });

  it('has the same Message-ID when it is sent again', async () => {
    const { server, send } = await bench();
    const booking = some();
    await send(booking);
    await send(booking);
    const ids = server.mails.map(({ headers }) => headers.get('message-id'));
    expect(ids).toHaveLength(2);
    expect(ids[0]).toEqual(ids[1]);
  });

  it('shares a few connections with many others', async () => {
    const { server, send } = await bench();
    const ended = await Promise.all(Array.from({ length: 60 }, () => send(some())));
    expect(new Set(ended.map(({ kind }) => kind))).toEqual(new Set(['taken']));
    expect(server.countByBooking().size).toBe(60);
    expect(server.connectionsMax()).toBeLessThanOrEqual(8);
  });
});

describe('a mail that does not get out', () => {
  it.each([451, 550])('is refused when the server says %i', async (code) => {
    const { server, send } = await bench({ decide: () => ({ refuse: code }) });
    expect(await send(some())).toEqual({
      kind: 'refused',
      reason: `the mail server answered with ${code}`,
    });
    expect(server.mails).toEqual([]);
  });

  it('is refused when nobody listens', async () => {
    const { server, send } = await bench();
    await server.close();
    expect(await send(some())).toMatchObject({ kind: 'refused' });
  });

  it('may be out when the server falls silent, and that is said in time', async () => {
    const { send } = await bench({ decide: () => 'never answer' });
    const startedAt = performance.now();
    expect(await send(some())).toMatchObject({ kind: 'unanswered' });
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  it('is sent once and not again behind our back when its connection breaks', async () => {
    const { server, send } = await bench({ decide: () => 'hang up' });
    expect(await send(some())).toMatchObject({ kind: 'unanswered' });
    expect(server.mails).toHaveLength(1);
  });

  it('may be out when the server says goodbye instead of an answer', async () => {
    const { server, send } = await bench({
      decide: () => {
        void server.close();
        return 'never answer';
      },
    });
    expect(await send(some())).toMatchObject({ kind: 'unanswered' });
  });
});

describe('a hostile field', () => {
  it.each([
    'victim@example.com\r\nBcc: other@example.com',
    'victim@example.com>\r\nRCPT TO:<other@example.com',
    'victim@example.com\nDATA',
  ])('%j as address sends nothing to anybody', async (email) => {
    const { server, send } = await bench();
    expect(await send(some({ email }))).toMatchObject({ kind: 'refused' });
    expect(server.mails).toEqual([]);
  });

  it('with a comma in it does not become two recipients', async () => {
    const { server, send } = await bench();
    const email = 'victim@example.com, other@example.com';
    expect(await send(some({ email }))).toMatchObject({ kind: 'refused' });
    expect(server.mails).toEqual([]);
  });

  it('in the subject begins no header and no body', async () => {
    const { server, send } = await bench();
    const flight = 'RB1\r\nBcc: other@example.com\r\n\r\nYou have won';
    expect(await send(some({ flight }))).toEqual({ kind: 'taken' });
    const [mail] = server.mails;
    expect(mail?.recipients).toEqual(['user@example.com']);
    expect(mail?.headers.has('bcc')).toBe(false);
    expect(mail?.headers.get('subject')?.join('')).toContain('RB1 Bcc: other@example.com');
    expect(mail?.text.startsWith('Your booking')).toBe(true);
  });
});

describe('the login', () => {
  it('is not quoted when the server refuses it, even if the server does', async () => {
    const { server, send } = await bench({ login });
    const wrong = parseSmtpUrl(`smtp://travel:hidden@127.0.0.1:${server.port}`);
    if (!wrong) throw new Error('no address');
    const mailer = openSmtpMailer(wrong, { from });
    onTestFinished(() => mailer.close());
    const ended = await mailer.send(confirmationOf(some()));
    expect(ended).toEqual({
      kind: 'refused',
      reason: 'the mail server refuses the login with 535',
    });
    expect(await send(some())).toEqual({ kind: 'taken' });
  });

  it('is kept back from a server without TLS across a network', async () => {
    const { server } = await bench({ login });
    // A name that is not loopback by its looks, and is all the same.
    const address = { host: '0.0.0.0', port: server.port, secure: false, login };
    expect(needsTls(address)).toBe(true);
    const mailer = openSmtpMailer(address, { from });
    onTestFinished(() => mailer.close());
    expect(await mailer.send(confirmationOf(some()))).toMatchObject({ kind: 'refused' });
    expect(server.mails).toEqual([]);
  });
});

describe('the address of an SMTP server', () => {
  it('has the usual ports, and decodes the login', () => {
    expect(parseSmtpUrl('smtp://mail.example.com')).toMatchObject({ port: 587, secure: false });
    expect(parseSmtpUrl('smtps://mail.example.com')).toMatchObject({ port: 465, secure: true });
    expect(parseSmtpUrl('smtp://a%40b:p%3Aw@[::1]:25')).toEqual({
      ...{ host: '::1', port: 25, secure: false, login: { user: 'a@b', password: 'p:w' } },
    });
  });

  it('asks for TLS before a password crosses a network', () => {
    const of = (url: string) => {
      const server = parseSmtpUrl(url);
      return server && needsTls(server);
    };
    expect(of('smtp://user:pw@mail.example.com')).toBe(true);
    expect(of('smtp://user:pw@127.0.0.1.evil.example')).toBe(true);
    expect(of('smtp://user:pw@127.0.0.1')).toBe(false);
    expect(of('smtp://mail.example.com')).toBe(false);
  });
});
