// Proves that an address keeps its TLS settings when it is made one of another database or role.
import { expect, it } from 'vitest';
import { withDatabase, withRole } from './server-url.ts';

const tls = 'sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem';

it('another database of the server is reached with the same TLS', () => {
  expect(withDatabase(`postgres://me:hush@db.example:5433/postgres?${tls}`, 'bk1')).toBe(
    `postgres://me:hush@db.example:5433/bk1?${tls}`,
  );
});

it('another role is never the administrator in disguise', () => {
  const url = `postgres://db.example/bk1?user=me&password=hush&${tls}`;
  expect(withRole(url, 'bk1_email', 'p/w')).toBe(
    `postgres://bk1_email:p%2Fw@db.example/bk1?${tls}`,
  );
});
