// What the process of a feed is told, read from the environment and checked before anything starts.
import { z } from 'zod';
import { captureMethods, type FeedPlan } from '../../shared/change-feed.ts';
import {
  environmentOfSecurity,
  kafkaSecurityVariables,
  readKafkaSecurity,
} from '../../shared/kafka-security.ts';
import { FeedError } from './feed-error.ts';

const name = z
  .string()
  .regex(/^[a-z0-9_]{1,40}$/, 'must be 1 to 40 lower case letters, digits or underscores');

const schema = z.object({
  FEED_METHOD: z.enum(captureMethods),
  FEED_DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgres://')
    .refine((url) => URL.canParse(url), 'is no address'),
  KAFKA_BROKERS: z.string().min(1),
  ...kafkaSecurityVariables,
  FEED_TABLE: z.string().min(1).max(130),
  FEED_TOPIC: z
    .string()
    .regex(
      /^[a-zA-Z0-9._-]{1,200}$/,
      'must be 1 to 200 letters, digits, dots, dashes or underscores',
    ),
  FEED_NAME: name,
});

/** The environment that tells a process this plan. */
export function environmentOf(plan: FeedPlan): Record<string, string> {
  return {
    FEED_METHOD: plan.method,
    FEED_DATABASE_URL: plan.databaseUrl,
    KAFKA_BROKERS: plan.kafkaBrokers.join(','),
    ...environmentOfSecurity(plan.kafkaSecurity),
    FEED_TABLE: plan.table,
    FEED_TOPIC: plan.topic,
    FEED_NAME: plan.name,
  };
}

/** The plan in an environment; throws FeedError naming the variable, never quoting its value. */
export function planOf(env: NodeJS.ProcessEnv): FeedPlan {
  const parsed = schema.safeParse(env);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new FeedError(
      `environment variable ${issue?.path.join('.') ?? '?'}: ${issue?.message ?? 'invalid'}`,
    );
  }
  const { data } = parsed;
  const kafkaSecurity = readKafkaSecurity(data);
  return {
    method: data.FEED_METHOD,
    databaseUrl: data.FEED_DATABASE_URL,
    kafkaBrokers: data.KAFKA_BROKERS.split(','),
    ...(kafkaSecurity ? { kafkaSecurity } : {}),
    table: data.FEED_TABLE,
    topic: data.FEED_TOPIC,
    name: data.FEED_NAME,
  };
}
