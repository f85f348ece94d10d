// Proves that passwords are taken out of words that others have written.
import { expect, test } from 'vitest';
import { secretsIn, withoutSecrets } from './secrets.ts';

test('passwords of both servers are replaced, encoded or not', () => {
  const secrets = secretsIn({
    KAFKA_SASL_PASSWORD: 'hush',
    DATABASE_URL: 'postgres://me:p%40ss@host/x',
  });
  expect(withoutSecrets('hush, p%40ss and p@ss of me', secrets)).toBe('***, *** and *** of me');
});

test('words stay as they are where there is no secret', () => {
  expect(withoutSecrets('as it was', secretsIn({ DATABASE_URL: 'nonsense' }))).toBe('as it was');
});
