import { describe, expect, it } from 'vitest';
import { ConfigError, readServiceConfig, required } from './config.ts';
import { createLog } from './log.ts';

const env = {
  ...{ SERVICE_ROLE: 'billing', SERVICE_PROFILE: 'plain', SERVICE_PORT: '3000' },
  ...{ SERVICE_ADMIN_PORT: '3100', SERVICE_ADMIN_TOKEN: 'a-token-of-enough-length' },
  SERVICE_DATABASE_URL: 'postgres://user:hidden@127.0.0.1/db',
};

describe('the settings of a service', () => {
  it('come from the environment, with loopback as the default address', () => {
    expect(readServiceConfig(env)).toMatchObject({
      ...{ SERVICE_ROLE: 'billing', SERVICE_PORT: 3_000, SERVICE_HOST: '127.0.0.1' },
    });
  });

  it.each([
    ['SERVICE_ROLE', 'pirate'],
    ['SERVICE_PORT', '70000'],
    ['SERVICE_PORT', ''],
    ['SERVICE_ADMIN_TOKEN', 'short'],
    ['SERVICE_DATABASE_URL', 'mysql://user:hidden@x'],
    ['TICKET_URL', 'not a url'],
    ['TOPIC_PREFIX', 'a b'],
    ['SMTP_URL', 'https://user:hidden@mail.example.com'],
    ['SMTP_URL', 'smtp://user:hidden@mail.example.com/inbox'],
    ['SMTP_URL', 'smtp://user:hidden@mail.example.com:0'],
    ['SMTP_URL', 'smtp://user:%hidden@mail.example.com'],
    ['SMTP_URL', 'smtp://hidden@mail.example.com'],
    ['SMTP_URL', 'smtp://'],
    ['SMTP_FROM', 'hidden'],
  ])('refuse %s=%j by name, and never quote a value', (name, value) => {
    const read = () => readServiceConfig({ ...env, [name]: value });
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(name);
    expect(read).not.toThrow('hidden');
  });

  it('take one address of a service or several, and name the one that is none', () => {
    const read = (urls: string) => readServiceConfig({ ...env, BILLING_URL: urls }).BILLING_URL;
    expect(read('http://a:1')).toEqual(['http://a:1']);
    expect(read('http://a:1, http://b:2')).toEqual(['http://a:1', 'http://b:2']);
    expect(() => read('http://a:1,nonsense')).toThrow(/BILLING_URL/);
    expect(() => read('http://a:1,')).toThrow(ConfigError);
  });

  it('take an empty SMTP_URL for none', () => {
    expect(readServiceConfig({ ...env, SMTP_URL: '' }).SMTP_URL).toBeUndefined();
  });

  it('say which role needs what is missing', () => {
    expect(() => required(readServiceConfig(env), 'CARD_NETWORK_DATABASE_URL')).toThrow(
      'environment variable CARD_NETWORK_DATABASE_URL: needed by the billing service',
    );
  });
});

describe('the log', () => {
  it('is one JSON line per event with the order id, and drops what is below its level', () => {
    const lines: string[] = [];
    const log = createLog('billing', 'warn', (line) => lines.push(line));
    log.info('dropped');
    log.warn('gave up', { orderId: 'x', tries: 3 });
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      ...{ level: 'warn', service: 'billing', message: 'gave up', orderId: 'x', tries: 3 },
    });
  });
});
