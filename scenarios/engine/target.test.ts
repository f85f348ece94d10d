import { describe, expect, it } from 'vitest';
import { EnvironmentError } from '../../shared/infra/environment-error.ts';
import { UsageError } from './arguments.ts';
import { loadScenario } from './catalog.ts';
import { allotAddresses } from './service-addresses.ts';
import { onTarget, refuseOtherTarget } from './target.ts';

const target = 'compose';
const alone = { target, kafkaNodes: undefined } as const;

describe('a run on Compose', () => {
  it('takes nothing else for its servers', () => {
    const env = { KAFKA_BROKERS: 'a:9092', DATABASE_URL: 'postgres://u:hush@h/d' };
    expect(() => refuseOtherTarget(alone, env)).toThrow(UsageError);
    expect(() => refuseOtherTarget(alone, env)).toThrow(/KAFKA_BROKERS and DATABASE_URL/);
    expect(() => refuseOtherTarget(alone, env)).not.toThrow('hush');
    expect(() => refuseOtherTarget({ ...alone, kafkaNodes: 3 }, {})).toThrow(/one Kafka node/);
    expect(() => refuseOtherTarget({ target: undefined, kafkaNodes: 3 }, env)).not.toThrow();
    expect(() => refuseOtherTarget({ ...alone, kafkaNodes: 1 }, {})).not.toThrow();
  });

  it('has a mail server that its containers can reach', () => {
    const env = { SMTP_URL: 'smtp://u:hush@localhost:1025' };
    expect(() => refuseOtherTarget(alone, env)).toThrow(EnvironmentError);
    expect(() => refuseOtherTarget(alone, env)).not.toThrow('hush');
    expect(() => refuseOtherTarget(alone, { SMTP_URL: 'smtp://mail.example' })).not.toThrow();
  });

  it('has one Kafka node, also where a scenario wants three', async () => {
    const scenario = await loadScenario('broker-node-down');
    expect(onTarget(scenario, { target }).kafkaNodes).toBeUndefined();
    expect(onTarget(scenario, { target: undefined })).toBe(scenario);
  });

  it('has services that find one another by name, and are found on loopback by the harness', async () => {
    const addresses = await allotAddresses({ instances: { billing: 2 }, contained: true });
    expect(addresses.urlsOf('billing')).toEqual(['http://billing:3000', 'http://billing-2:3000']);
    expect(addresses.urlOf('ticket')).toBe('http://ticket:3000');
    expect(addresses.edgeUrl).toBe(`http://127.0.0.1:${addresses.portsOf('gateway').http}`);
  });
});
