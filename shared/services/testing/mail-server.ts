// A real SMTP server inside the test: it keeps what it took, and refuses or falls silent when told to.
import type { Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** What a server does with a mail whose last byte has come. */
export type Verdict = 'take' | 'never answer' | 'hang up' | { refuse: number; saying?: string };

/** A mail as it came over the wire. */
export type ReceivedMail = {
  /** Envelope: to whom it goes, whatever its headers say. */
  recipients: string[];
  /** By lower-case name, unfolded; a repeated header is a list of all its values. */
  headers: ReadonlyMap<string, string[]>;
  text: string;
};

/** A running server. */
export type MailServer = {
  /** With the login, when it wants one. */
  url: string;
  port: number;
  /** Mails it took, in order; those it did not answer are among them. */
  mails: ReceivedMail[];
  /** How often each booking's mail was taken. */
  countByBooking(): Map<string, number>;
  /** Most connections at once so far. */
  connectionsMax(): number;
  close(): Promise<void>;
};

/** Starts a server on a loopback port. `decide` is asked for each mail. */
export async function startMailServer(
  options: {
    login?: { user: string; password: string };
    decide?: (mail: ReceivedMail) => Verdict;
  } = {},
): Promise<MailServer> {
  const { login, decide = () => 'take' } = options;
  const mails: ReceivedMail[] = [];
  const sockets = new Set<Socket>();
  let connectionsMax = 0;
  const server = new SMTPServer({
    // Its built-in certificate is nobody's: loopback does without.
    disabledCommands: login ? ['STARTTLS'] : ['STARTTLS', 'AUTH'],
    ...{ allowInsecureAuth: true, authOptional: !login, logger: false, closeTimeout: 100 },
    onConnect: (_session, done) => {
      connectionsMax = Math.max(connectionsMax, server.connections.size);
      done();
    },
    onAuth: ({ username, password }, _session, done) => {
      if (username === login?.user && password === login?.password)
        return done(null, { user: username });
      // Servers that quote what they were told do exist.
      done(new Error(`no such user: ${username}, ${password}`));
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const mail = parseMail(
          Buffer.concat(chunks).toString(),
          session.envelope.rcptTo.map(({ address }) => address),
        );
        const verdict = decide(mail);
        if (typeof verdict === 'object') {
          const { refuse, saying = 'try again later' } = verdict;
          return done(Object.assign(new Error(saying), { responseCode: refuse }));
        }
        mails.push(mail);
        if (verdict === 'take') done();
        if (verdict === 'hang up') for (const socket of sockets) socket.destroy();
      });
    },
  });
  // A client that breaks off is the client's business.
  server.on('error', () => undefined);
  server.server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const port = await new Promise<number>((resolve) => {
    const listening = server.listen(0, '127.0.0.1', () => {
      const address = listening.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });
  const userInfo = login ? `${login.user}:${encodeURIComponent(login.password)}@` : '';
  return {
    ...{ url: `smtp://${userInfo}127.0.0.1:${port}`, port, mails },
    countByBooking: () => {
      const counts = new Map<string, number>();
      for (const { headers } of mails) {
        const [id = ''] = headers.get('x-booking-id') ?? [];
        counts.set(id, (counts.get(id) ?? 0) + 1);
      }
      return counts;
    },
    connectionsMax: () => connectionsMax,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

function parseMail(raw: string, recipients: string[]): ReceivedMail {
  const end = raw.indexOf('\r\n\r\n');
  const headers = new Map<string, string[]>();
  for (const line of raw
    .slice(0, end)
    .replaceAll(/\r\n[ \t]+/g, ' ')
    .split('\r\n')) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), line.slice(colon + 1).trim()]);
  }
  return { recipients, headers, text: raw.slice(end + 4) };
}
