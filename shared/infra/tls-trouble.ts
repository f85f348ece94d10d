// Tells why TLS with a server fails, in words that name a setting, and whether a port speaks TLS at all.
import { connect } from 'node:tls';

const distrust = /certificate|altname|self.signed|unable to verify|CERT_/i;

/** What is wrong with a server's certificate, as the error says it; undefined when that is not the trouble. */
export function certificateTrouble(error: unknown): string | undefined {
  for (const { message, code } of chainOf(error)) {
    if (/alert.*certificate|certificate.required/i.test(message)) return undefined;
    if (distrust.test(message) || distrust.test(code))
      return message.replace(/^(Connection error|Failed to connect): /, '').split('\n')[0];
  }
  return undefined;
}

/** An error and what caused it, outermost first. */
export function chainOf(
  error: unknown,
): { name: string; message: string; code: string; type: string }[] {
  const chain = [];
  for (let at = error; at instanceof Error && chain.length < 10; at = at.cause) {
    const code = 'code' in at ? String(at.code) : '';
    const type = 'type' in at ? String(at.type) : '';
    chain.push({ name: at.name, message: at.message, code, type });
  }
  return chain;
}

/** Whether somebody there answers a TLS greeting; undefined when nobody can be reached. Trusts nobody and sends nothing. */
export function speaksTls(host: string, port: number, deadlineMs = 3_000) {
  return new Promise<boolean | undefined>((resolve) => {
    let reached = false;
    const socket = connect({ host, port, rejectUnauthorized: false });
    const end = (answer: boolean | undefined) => {
      socket.destroy();
      clearTimeout(timer);
      resolve(answer);
    };
    const timer = setTimeout(() => end(reached ? false : undefined), deadlineMs);
    socket.on('connect', () => {
      reached = true;
    });
    socket.on('secureConnect', () => end(true));
    socket.on('error', () => end(reached ? false : undefined));
    socket.on('close', () => end(reached ? false : undefined));
  });
}
