// What `--target compose` goes together with, and what a scenario is there.
import { EnvironmentError } from '../../shared/infra/environment-error.ts';
import { isLoopback, parseSmtpUrl } from '../../shared/services/smtp-server.ts';
import { UsageError, type Arguments } from './arguments.ts';
import type { NamedScenario } from './scenario.ts';

/** Throws UsageError or EnvironmentError for what contradicts the target: a result must not claim it. */
export function refuseOtherTarget(
  { target, kafkaNodes }: Pick<Arguments, 'target' | 'kafkaNodes'>,
  env: NodeJS.ProcessEnv = process.env,
): void {
  if (target === undefined) return;
  const named = ['KAFKA_BROKERS', 'DATABASE_URL'].filter((name) => env[name]);
  if (named.length > 0)
    throw new UsageError(
      `--target compose: it brings its own servers, and ${named.join(' and ')} would name others; unset one of the two`,
    );
  if (kafkaNodes !== undefined && kafkaNodes > 1)
    throw new UsageError('--kafka-nodes: docker-compose.yml has one Kafka node');
  const mail = env['SMTP_URL'] ? parseSmtpUrl(env['SMTP_URL']) : undefined;
  if (mail && isLoopback(mail.host))
    throw new EnvironmentError(
      'SMTP_URL: in a container that address is the container itself; name a mail server that the containers can reach',
    );
}

/** The scenario as the target can have it: one Kafka node, whatever the scenario would like. */
export function onTarget(
  scenario: NamedScenario,
  { target }: Pick<Arguments, 'target'>,
): NamedScenario {
  return target === undefined ? scenario : { ...scenario, kafkaNodes: undefined };
}
