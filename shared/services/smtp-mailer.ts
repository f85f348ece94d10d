// Hands mails to an SMTP server: kept connections, a deadline for each mail, and an honest word on how it ended.
import { createTransport } from 'nodemailer';
import { z } from 'zod';
import type { Confirmation } from './confirmation.ts';
import { needsTls, type SmtpServer } from './smtp-server.ts';

/** How handing a mail over ended. */
export type Handover =
  /** The server has taken it (250 after the last byte). */
  | { kind: 'taken' }
  /** It has not got it: it said no, or was never reached. */
  | { kind: 'refused'; reason: string }
  /** No answer came: it may have it or not. */
  | { kind: 'unanswered'; reason: string };

/** A way to send mails. */
export type Mailer = {
  /** Resolves within the deadline; what goes wrong is said in the result. */
  send(mail: Confirmation): Promise<Handover>;
  /** Closes the idle connections, and the others after their mail. */
  close(): void;
};

/** Longest wait for one mail, from the connection to the server's word, in ms. */
const sendDeadlineMs = 5_000;
/** Longest wait for a connection and for the greeting on it, in ms. */
const connectDeadlineMs = 2_000;
/** Connections kept to the server; many servers allow a client no more than ten. */
const maxConnections = 8;

/** Opens a mailer; connects with the first mail. `from` is the sender's address. */
export function openSmtpMailer(
  server: SmtpServer,
  options: { from: string; deadlineMs?: number },
): Mailer {
  const { from, deadlineMs = sendDeadlineMs } = options;
  const domain = from.slice(from.lastIndexOf('@') + 1);
  const transport = createTransport({
    ...{ host: server.host, port: server.port, secure: server.secure },
    requireTLS: needsTls(server),
    ...(server.login
      ? { auth: { user: server.login.user, pass: server.login.password } }
      : undefined),
    ...{ pool: true, maxConnections, maxMessages: 1_000 },
    // A mail whose connection broke may be out: whether it is sent again is our caller's business.
    maxRequeues: 0,
    ...{ dnsTimeout: connectDeadlineMs, connectionTimeout: connectDeadlineMs },
    ...{ greetingTimeout: connectDeadlineMs, socketTimeout: deadlineMs },
    ...{ disableFileAccess: true, disableUrlAccess: true, logger: false },
  });
  return {
    send: async ({ orderId, recipient, subject, text }) => {
      // Checked at the edge; here too, since nodemailer reads a list of addresses out of one text.
      if (!z.email().safeParse(recipient).success)
        return { kind: 'refused', reason: 'the recipient is not one e-mail address' };
      try {
        await transport.sendMail({
          // As objects: inside a string a comma would begin a further recipient.
          from: { name: '', address: from },
          to: { name: '', address: recipient },
          envelope: { from, to: [recipient] },
          messageId: `<${orderId}.confirmation@${domain}>`,
          headers: { 'X-Booking-Id': orderId, 'Auto-Submitted': 'auto-generated' },
          ...{ subject, text, signal: AbortSignal.timeout(deadlineMs) },
        });
        return { kind: 'taken' };
      } catch (error) {
        return handoverOf(error);
      }
    },
    close: () => transport.close(),
  };
}

const smtpError = z.object({
  code: z.string(),
  responseCode: z.number().optional(),
  syscall: z.string().optional(),
  timeoutType: z.string().optional(),
});

/** Failures of a time before the mail was on its way. */
const notSent = ['EDNS', 'ETLS', 'EAUTH', 'ENOAUTH', 'ECONFIG', 'EENVELOPE', 'ECONNREFUSED'];
const beforeSession = ['CONNECT_TIMEOUT', 'GREETING_TIMEOUT', 'UPGRADE_TIMEOUT'];

/** Never quotes the server: what it says back may be what it was told, a password included. */
function handoverOf(error: unknown): Handover {
  const known = smtpError.safeParse(error);
  if (!known.success) throw error;
  const { code, responseCode, syscall, timeoutType } = known.data;
  const answer = responseCode === undefined ? '' : ` with ${responseCode}`;
  if (code === 'EAUTH' || code === 'ENOAUTH')
    return { kind: 'refused', reason: `the mail server refuses the login${answer}` };
  // A server that shuts down says 421 in between, also while it has the mail already.
  const isGoodbye = responseCode === 421 && (code === 'EMESSAGE' || code === 'ECONNECTION');
  if (responseCode !== undefined && responseCode >= 400 && !isGoodbye)
    return { kind: 'refused', reason: `the mail server answered${answer}` };
  if (notSent.includes(code) || syscall === 'connect' || beforeSession.includes(timeoutType ?? ''))
    return { kind: 'refused', reason: `the mail server did not get the mail (${code})` };
  return { kind: 'unanswered', reason: `the mail server did not answer (${code}${answer})` };
}
