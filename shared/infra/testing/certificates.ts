// Certificates for servers on loopback that are to be reached as others reach theirs: a private CA, and what it signs.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Paths of PEM files. */
export type Certificates = {
  ca: string;
  /** A CA that has signed nothing here. */
  otherCa: string;
  server: {
    cert: string;
    key: string;
    /** Both in one file, as Kafka wants them. */ store: string;
  };
  client: { cert: string; key: string };
};

/** Makes them with `openssl`, good for a month; the server's is for localhost and 127.0.0.1. */
export function makeCertificates(dir: string): Certificates {
  const at = (name: string) => join(dir, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: dir, stdio: 'pipe' });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  for (const name of ['ca', 'other-ca'])
    openssl(
      ...['req', '-x509', ...newKey, '-days', '30', '-subj', `/CN=${name} of own cluster`],
      ...['-keyout', `${name}.key`, '-out', `${name}.pem`],
    );
  writeFileSync(at('names.cnf'), 'subjectAltName=IP:127.0.0.1,DNS:localhost\n');
  for (const name of ['server', 'client']) {
    openssl(
      ...['req', ...newKey, '-subj', `/CN=${name}`],
      ...['-keyout', `${name}.key`, '-out', `${name}.csr`],
    );
    openssl(
      ...['x509', '-req', '-in', `${name}.csr`, '-CA', 'ca.pem', '-CAkey', 'ca.key'],
      ...['-CAcreateserial', '-days', '30', '-extfile', 'names.cnf', '-out', `${name}.pem`],
    );
  }
  const pair = (name: string) => ({ cert: at(`${name}.pem`), key: at(`${name}.key`) });
  const server = pair('server');
  const store = at('server-store.pem');
  writeFileSync(store, readFileSync(server.key, 'utf8') + readFileSync(server.cert, 'utf8'), {
    mode: 0o600,
  });
  return {
    ...{ ca: at('ca.pem'), otherCa: at('other-ca.pem') },
    ...{ server: { ...server, store }, client: pair('client') },
  };
}
