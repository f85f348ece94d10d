// What a service process is told, read from the environment and checked before anything starts.
import { z } from 'zod';
import { kafkaSecurityVariables } from '../kafka-security.ts';
import { parseSmtpUrl, smtpUrlForm } from '../services/smtp-server.ts';
import { serviceRoles } from '../variant.ts';

const port = z.coerce.number().int().min(1).max(65_535);
/** Where the instances of a service are, separated by commas; who calls takes them in turn. */
const urlList = z
  .string()
  .transform((text) => text.split(',').map((url) => url.trim()))
  .pipe(z.tuple([z.url()], z.url()));

/** An empty value is none: that is how compose files and `.env` say so. */
const smtpServer = z.string().transform((text, context) => {
  const server = text === '' ? undefined : parseSmtpUrl(text);
  if (text !== '' && !server) context.addIssue({ code: 'custom', message: smtpUrlForm });
  return server;
});

const configSchema = z.object({
  SERVICE_ROLE: z.enum(serviceRoles),
  /** Which of several processes of its service this is, counted from 1; absent = the only one. */
  SERVICE_INSTANCE: z.coerce.number().int().min(1).max(99).optional(),
  SERVICE_PROFILE: z.string().min(1),
  SERVICE_HOST: z.string().default('127.0.0.1'),
  SERVICE_PORT: port,
  SERVICE_ADMIN_PORT: port,
  SERVICE_ADMIN_TOKEN: z.string().min(16),
  SERVICE_DATABASE_URL: z.string().startsWith('postgres'),
  CARD_NETWORK_DATABASE_URL: z.string().startsWith('postgres').optional(),
  TICKET_URL: urlList.optional(),
  BILLING_URL: urlList.optional(),
  EMAIL_URL: urlList.optional(),
  KAFKA_BROKERS: z.string().optional(),
  ...kafkaSecurityVariables,
  TOPIC_PREFIX: z
    .string()
    .regex(/^[a-zA-Z0-9._-]{1,100}$/)
    .optional(),
  /** Where the Email Service hands its mails over; absent = they stay in the mail sink. Holds a password perhaps. */
  SMTP_URL: smtpServer.optional(),
  /** Sender of the mails; absent = an address that exists nowhere. */
  SMTP_FROM: z.email().optional(),
  /** Faults in force from the start, as the JSON list chaos-monkey-lite takes: they survive a restart. */
  CHAOS_FAULTS: z.string().optional(),
  /** Where spans are written; absent = nothing is traced. */
  TRACE_FILE: z.string().min(1).optional(),
  /** Only orders whose id begins like this are traced; absent = all of them. */
  TRACE_PREFIX: z.string().min(1).optional(),
  CHAOS_SEED: z.coerce.number().int().default(1),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
});

/** The names of all settings. */
export const settingNames: ReadonlySet<string> = new Set(Object.keys(configSchema.shape));

/** A service's settings. */
export type ServiceConfig = z.infer<typeof configSchema>;

/** A missing or malformed environment variable; the message names it and never quotes its value. */
export class ConfigError extends Error {}

/** Reads the settings of a service; throws ConfigError naming the variable. */
export function readServiceConfig(env: NodeJS.ProcessEnv): ServiceConfig {
  const parsed = configSchema.safeParse(env);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new ConfigError(
    `environment variable ${issue?.path.join('.') ?? '?'}: ${issue?.message ?? 'invalid'}`,
  );
}

/** A setting that this role cannot do without; throws ConfigError naming the variable when absent. */
export function required<K extends keyof ServiceConfig>(
  config: ServiceConfig,
  name: K,
): NonNullable<ServiceConfig[K]> {
  const value = config[name];
  if (value === undefined || value === null)
    throw new ConfigError(
      `environment variable ${name}: needed by the ${config.SERVICE_ROLE} service`,
    );
  return value;
}
