// The live server as a stranger meets it: wrong names, wrong tokens, bad bodies, readers that do not read.
import { request, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EnvironmentError } from '../../shared/infra/environment-error.ts';
import { waitUntil } from '../../shared/infra/wait.ts';
import { EventLog } from './event-log.ts';
import { ButtonError, FaultBoard } from './fault-board.ts';
import { checkPort, startLiveServer, type LiveServer } from './server.ts';
import type { Session } from './session.ts';

const token = 'a'.repeat(32);
let server: LiveServer;
let log: EventLog;
let done: string[];
let start: (port: number | undefined) => Promise<LiveServer>;

beforeEach(async () => {
  log = new EventLog(300);
  done = [];
  const board = new FaultBoard({
    ...{ stages: [], buttons: [], clock: () => 0, onChange: () => undefined },
  });
  board.press = (id) => {
    done.push(`press ${id}`);
    return id === 'known' ? Promise.resolve() : Promise.reject(new ButtonError('no such button'));
  };
  const session: Session = {
    ...{ log, board },
    databases: [],
    contenders: [{ name: 'rest', variant: 'rest', title: '</script><b>rest</b>' }],
    setRate: (perSecond) => void done.push(`rate ${perSecond}`),
    book: (contender, { orderId }) => {
      done.push(`book ${contender} ${orderId}`);
      return contender === 'rest'
        ? Promise.resolve({ kind: 'answer', status: 503, body: '{"detail":"billing is away"}' })
        : undefined;
    },
    story: () => Promise.resolve(undefined),
    record: () => Promise.reject(new Error('nothing to record')),
    stop: () => Promise.resolve(),
  };
  start = (port) =>
    startLiveServer({
      ...{ session, token, port, reportsDir: '/nonexistent' },
      keepReport: () => Promise.resolve('/reports/x/'),
    });
  server = await start(undefined);
});
afterEach(() => server.close());

type Answer = { status: number; headers: IncomingHttpHeaders; text: string };

function ask(method: string, path: string, headers = {}, body?: unknown): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const req = request(
      {
        ...{ agent: false, host: '127.0.0.1', port: server.port, method, path },
        headers: { 'content-type': 'application/json', ...headers },
      },
      (res) => {
        let text = '';
        res.on('data', (chunk: Buffer) => (text += chunk.toString()));
        res.on('end', () => resolve({ status: res.statusCode ?? 0, headers: res.headers, text }));
      },
    );
    req.on('error', reject);
    req.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
const withToken = { 'x-live-token': token };

describe('who may do what', () => {
  it('shows the page to anybody on this machine, with a policy that lets nothing else in', async () => {
    const { status, headers, text } = await ask('GET', '/');
    expect(status).toBe(200);
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self';/);
    expect(text).not.toContain('</script><b>');
    expect(text).not.toContain(token);
  });

  it.each(['evil.example', '127.0.0.1', 'localhost:1'])(
    'refuses the Host header "%s"',
    async (host) => {
      const { status, text } = await ask('GET', '/', { host });
      expect(status).toBe(403);
      expect(text).toContain('Host: must be');
    },
  );

  it('takes its own name in both spellings', async () => {
    for (const name of ['127.0.0.1', 'localhost'])
      expect((await ask('GET', '/', { host: `${name}:${server.port}` })).status).toBe(200);
  });

  it('refuses a foreign Origin even with the token', async () => {
    const headers = { ...withToken, origin: 'http://evil.example' };
    expect((await ask('PUT', '/rate', headers, { perSecond: 1 })).status).toBe(403);
    expect(done).toEqual([]);
  });

  it.each([
    ['PUT', '/rate', { perSecond: 1 }],
    ['PUT', '/faults/known', { on: true }],
    ['DELETE', '/faults', undefined],
    ['POST', '/reports', undefined],
    ['POST', '/contenders/rest/bookings', {}],
  ])('refuses %s %s without the token, and with a wrong one', async (method, path, body) => {
    expect((await ask(method, path, {}, body)).status).toBe(401);
    const wrong = { 'x-live-token': 'b'.repeat(32) };
    expect((await ask(method, path, wrong, body)).status).toBe(401);
    expect(done).toEqual([]);
  });
});

describe('the port', () => {
  it('is another one for a second dashboard', async () => {
    const second = await start(undefined);
    expect(second.port).not.toBe(server.port);
    await second.close();
  });

  it('that was asked for and is taken is said to be so, before anything is started', async () => {
    await expect(checkPort(server.port)).rejects.toThrow(EnvironmentError);
    await expect(start(server.port)).rejects.toThrow(/cannot listen on port \d+ .*--port/);
  });
});

describe('what is asked of it', () => {
  it('is done, or refused by name', async () => {
    expect((await ask('PUT', '/rate', withToken, { perSecond: 50 })).status).toBe(204);
    for (const perSecond of [-1, 201, 'many', null]) {
      const { status, text } = await ask('PUT', '/rate', withToken, { perSecond });
      expect([status, text]).toEqual([400, expect.stringContaining('perSecond')]);
    }
    expect((await ask('PUT', '/faults/known', withToken, { on: true })).status).toBe(204);
    const unknown = await ask('PUT', '/faults/other', withToken, { on: true });
    expect([unknown.status, unknown.text]).toEqual([409, expect.stringContaining('no such')]);
    expect((await ask('PUT', '/faults/known', withToken, { on: 1 })).status).toBe(400);
    expect(done).toEqual(['rate 50', 'press known', 'press other']);
  });

  it('survives a body that is no JSON, one that is too large, and an error of ours', async () => {
    const large = await ask('PUT', '/rate', withToken, { perSecond: 'x'.repeat(50_000) });
    expect(large.status).toBe(413);
    const broken = await ask('POST', '/reports', withToken);
    expect([broken.status, broken.text]).toEqual([500, expect.stringContaining('nothing to rec')]);
    expect((await ask('GET', '/')).status).toBe(200);
  });

  it('books by hand with the answer of the contender in an envelope', async () => {
    const booking = {
      ...{ orderId: crypto.randomUUID(), flight: 'RB1000', seats: 1 },
      ...{ card: '4242424242424242', email: 'a@example.com' },
    };
    const { status, text } = await ask('POST', '/contenders/rest/bookings', withToken, booking);
    expect([status, JSON.parse(text)]).toEqual([200, expect.objectContaining({ status: 503 })]);
    const nobody = await ask('POST', '/contenders/nobody/bookings', withToken, booking);
    expect(nobody.status).toBe(404);
    const bad = { ...booking, seats: 0 };
    const refused = await ask('POST', '/contenders/rest/bookings', withToken, bad);
    expect([refused.status, refused.text]).toEqual([400, expect.stringContaining('seats')]);
  });

  it('knows nothing of other paths, nor of files outside the reports', async () => {
    for (const path of ['/admin', '/reports/..%2f..%2fpackage.json', '/contenders/rest/bookings/1'])
      expect((await ask('GET', path)).status).toBeGreaterThanOrEqual(400);
  });
});

/** A raw reader of the stream; `pause` makes it one that never reads. */
function reader(headers = '') {
  const socket = connect(server.port, '127.0.0.1');
  let text = '';
  let isOpen = true;
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
  socket.on('close', () => (isOpen = false)).on('error', () => (isOpen = false));
  socket.write(`GET /events HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n${headers}\r\n`);
  const forget = () => (text = '');
  return { socket, text: () => text, forget, isOpen: () => isOpen };
}
const soon = { deadlineMs: 5_000, everyMs: 5 };

describe('the stream of events', () => {
  it('replays what a page has missed and goes on', async () => {
    log.add('second', 'one');
    log.add('second', 'two');
    const page = reader('Last-Event-ID: 1\r\n');
    await waitUntil('the replay', () => page.text().includes('"two"'), soon);
    log.add('second', 'three');
    await waitUntil('the next event', () => page.text().includes('"three"'), soon);
    expect(page.text()).not.toContain('"one"');
    expect(page.text()).toContain('retry: 1000');
    page.socket.destroy();
  });

  it('serves fifty pages at once', async () => {
    const pages = Array.from({ length: 50 }, () => reader());
    await waitUntil('all to be open', () => pages.every((p) => p.text().includes('retry')), soon);
    log.add('second', 'all of you');
    await waitUntil('all to hear', () => pages.every((p) => p.text().includes('all of')), soon);
    for (const { socket } of pages) socket.destroy();
  });

  it('cuts off a page that never reads, and the others go on', async () => {
    const deaf = reader();
    const page = reader();
    await waitUntil('both to be open', () => deaf.text().includes('retry'), soon);
    await waitUntil('both to be open', () => page.text().includes('retry'), soon);
    deaf.socket.pause();
    page.forget();
    const chunk = 'x'.repeat(200_000);
    for (let n = 0; n < 60; n++) {
      log.add('second', `${n} ${chunk}`);
      // The reader that reads gets each before the next one is sent.
      await waitUntil('the reader', () => page.text().endsWith('\n\n\r\n'), soon);
      page.forget();
    }
    deaf.socket.resume();
    await waitUntil('the deaf page to be cut off', () => !deaf.isOpen(), soon);
    expect(page.isOpen()).toBe(true);
    page.socket.destroy();
  });

  it('ends when the server closes, however many tabs are open', async () => {
    const page = reader();
    await waitUntil('the page to be open', () => page.text().includes('retry'), soon);
    await server.close();
    await waitUntil('the stream to end', () => !page.isOpen(), soon);
  });
});
