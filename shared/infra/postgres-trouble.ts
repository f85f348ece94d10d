// Turns a PostgreSQL driver's error into one sentence that names what mends it in DATABASE_URL.
import { databaseHost } from './postgres-version.ts';
import { secretsIn, withoutSecrets } from './secrets.ts';
import { certificateTrouble, chainOf } from './tls-trouble.ts';

/** Why the server of this address cannot be used; never quotes user or password. */
export function postgresTrouble(error: unknown, url: string): string {
  const at = `PostgreSQL at ${databaseHost(url)}`;
  const chain = chainOf(error);
  const codes = chain.map(({ code }) => code);
  const says = (pattern: RegExp) => chain.some(({ message }) => pattern.test(message));
  if (codes.includes('28P01') || says(/password must be a string/))
    return `${at} refuses the login: check user and password in DATABASE_URL`;
  if (codes.includes('28000'))
    return says(/no encryption/)
      ? `${at} wants TLS: add ?sslmode=verify-full&sslrootcert=FILE to DATABASE_URL`
      : `${at} does not let this user in from here: check the user in DATABASE_URL, and the server's pg_hba.conf`;
  if (codes.includes('3D000'))
    return `${at} has no database of that name: correct the end of DATABASE_URL (postgres is usually there)`;
  if (says(/does not support SSL/))
    return `${at} does not speak TLS: take sslmode out of DATABASE_URL, or switch ssl on in the server`;
  if (codes.includes('ENOENT') && says(/^ENOENT.*open/))
    return 'DATABASE_URL: the file that sslrootcert, sslcert or sslkey names cannot be read';
  const distrusted = certificateTrouble(error);
  if (distrusted)
    return `the certificate of ${at} is not trusted (${distrusted}): check sslrootcert and the host name in DATABASE_URL`;
  const why = error instanceof Error ? error.message || codes.join(' ') : String(error);
  const mended = withoutSecrets(why, secretsIn({ DATABASE_URL: url }));
  return `no PostgreSQL answers at ${databaseHost(url)} (${mended}): check DATABASE_URL, or unset it to use the embedded one`;
}
