// Where mails are handed over: an SMTP server as a URL names it.

/** An SMTP server. Holds a password perhaps, never to be logged. */
export type SmtpServer = {
  host: string;
  port: number;
  /** TLS from the first byte (`smtps:`); otherwise STARTTLS where the server offers it. */
  secure: boolean;
  login: { user: string; password: string } | undefined;
};

/** What `parseSmtpUrl` accepts, for people. */
export const smtpUrlForm =
  'must be smtp://host[:port] or smtps://host[:port], with user:password@ (percent-encoded) before the host where a login is needed';

/** Reads a URL; undefined when it is none of the form above. Ports default to 587, and 465 for `smtps:`. */
export function parseSmtpUrl(text: string): SmtpServer | undefined {
  try {
    const url = new URL(text);
    if (url.protocol !== 'smtp:' && url.protocol !== 'smtps:') return undefined;
    const beyond = `${url.pathname === '/' ? '' : url.pathname}${url.search}${url.hash}`;
    const isHalfLogin = (url.username === '') !== (url.password === '');
    if (url.hostname === '' || beyond !== '' || isHalfLogin || url.port === '0') return undefined;
    const secure = url.protocol === 'smtps:';
    const user = decodeURIComponent(url.username);
    return {
      host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
      port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
      secure,
      login: user === '' ? undefined : { user, password: decodeURIComponent(url.password) },
    };
  } catch {
    // No URL at all, or a per cent sign that escapes nothing.
    return undefined;
  }
}

/** Whether a password must not leave this process without TLS: the way to the server is a network. */
export function needsTls({ host, login }: SmtpServer): boolean {
  return login !== undefined && !isLoopback(host);
}

/** Whether that name stands for the machine that says it. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127\.[0-9.]+|::1)$/.test(host);
}
