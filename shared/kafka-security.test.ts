// Proves that settings of TLS and login are taken as they are meant, and that bad ones are named without their value.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { EnvironmentError } from './infra/environment-error.ts';
import { clientSecurity, environmentOfSecurity, readKafkaSecurity } from './kafka-security.ts';

const dir = mkdtempSync(join(tmpdir(), 'kafka-security-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const file = (name: string, text: string) => {
  writeFileSync(join(dir, name), text);
  return join(dir, name);
};
const login = {
  KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512',
  KAFKA_SASL_USERNAME: 'me',
  KAFKA_SASL_PASSWORD: 'secret-word',
};

describe('the security of a cluster', () => {
  it('is none when nothing is asked for', () => {
    for (const env of [{}, { KAFKA_SSL: '', KAFKA_SASL_MECHANISM: '' }, { KAFKA_SSL: 'false' }])
      expect(readKafkaSecurity(env)).toBeUndefined();
    expect(environmentOfSecurity(undefined)).toEqual({});
    expect(clientSecurity(undefined)).toEqual({});
  });

  it('is what services are told again', () => {
    const security = readKafkaSecurity({ KAFKA_SSL: 'true', ...login });
    expect(security).toEqual({
      tls: {},
      sasl: { mechanism: 'scram-sha-512', username: 'me', password: 'secret-word' },
    });
    expect(readKafkaSecurity(environmentOfSecurity(security))).toEqual(security);
    expect(clientSecurity(security)).toEqual({ ssl: {}, sasl: security?.sasl });
  });

  it('takes the password from a file, without its line break', () => {
    const { KAFKA_SASL_PASSWORD: _, ...rest } = login;
    const KAFKA_SASL_PASSWORD_FILE = file('password', 'from a file\n');
    expect(readKafkaSecurity({ ...rest, KAFKA_SASL_PASSWORD_FILE })?.sasl?.password).toBe(
      'from a file',
    );
  });

  it.each([
    [{ KAFKA_SSL: 'secret-word' }, 'KAFKA_SSL: must be true or false'],
    [{ KAFKA_SSL_CA: 'secret-word' }, 'KAFKA_SSL_CA: needs KAFKA_SSL=true'],
    [{ KAFKA_SSL: 'true', KAFKA_SSL_CA: 'secret-word' }, 'KAFKA_SSL_CA: the file cannot be read'],
    [
      { KAFKA_SSL: 'true', KAFKA_SSL_CA: file('ca', 'secret-word') },
      'KAFKA_SSL_CA: the file holds no PEM certificate',
    ],
    [{ KAFKA_SSL: 'true', KAFKA_SSL_CERT: 'x' }, 'KAFKA_SSL_CERT: needs KAFKA_SSL_KEY'],
    [{ KAFKA_SSL: 'true', KAFKA_SSL_KEY: 'x' }, 'KAFKA_SSL_KEY: needs KAFKA_SSL_CERT'],
    [{ ...login, KAFKA_SASL_MECHANISM: 'secret-word' }, 'KAFKA_SASL_MECHANISM: must be one of'],
    [{ ...login, KAFKA_SASL_MECHANISM: '' }, 'KAFKA_SASL_USERNAME: needs KAFKA_SASL_MECHANISM'],
    [{ ...login, KAFKA_SASL_USERNAME: '' }, 'KAFKA_SASL_USERNAME: is needed'],
    [{ ...login, KAFKA_SASL_PASSWORD: '' }, 'KAFKA_SASL_PASSWORD: is needed'],
    [{ ...login, KAFKA_SASL_PASSWORD_FILE: 'x' }, 'KAFKA_SASL_PASSWORD: is set, and'],
    [
      { ...login, KAFKA_SASL_PASSWORD: '', KAFKA_SASL_PASSWORD_FILE: join(dir, 'none') },
      'KAFKA_SASL_PASSWORD_FILE: the file cannot be read (ENOENT)',
    ],
  ])('%j is refused: %s', (env, sentence) => {
    const read = () => readKafkaSecurity(env);
    expect(read).toThrow(EnvironmentError);
    expect(read).toThrow(sentence);
    expect(read).not.toThrow('secret-word');
  });
});
