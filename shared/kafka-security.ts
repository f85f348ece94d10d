// TLS and login of a Kafka cluster: read from variables, handed on to services, turned into what a client takes.
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createSecureContext, type ConnectionOptions } from 'node:tls';
import { z } from 'zod';
import { EnvironmentError } from './infra/environment-error.ts';

/** Ways to log in that a client can do. */
export const saslMechanisms = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;

type Login<Mechanism> = Mechanism extends string
  ? { mechanism: Mechanism; username: string; password: string }
  : never;

/** How clients reach a cluster that asks for TLS or a login. */
export type KafkaSecurity = {
  /** Absent = no TLS. Absolute paths; without `caFile` the CAs of Node count. */
  tls?: { caFile?: string; certFile?: string; keyFile?: string };
  /** Absent = no login. The password is never to be logged. */
  sasl?: Login<(typeof saslMechanisms)[number]>;
};

const word = z.string().optional();

/** The variables, as whoever reads an environment by a schema has to let them through. */
export const kafkaSecurityVariables = {
  KAFKA_SSL: word,
  KAFKA_SSL_CA: word,
  KAFKA_SSL_CERT: word,
  KAFKA_SSL_KEY: word,
  KAFKA_SASL_MECHANISM: word,
  KAFKA_SASL_USERNAME: word,
  KAFKA_SASL_PASSWORD: word,
  KAFKA_SASL_PASSWORD_FILE: word,
};
type Variable = keyof typeof kafkaSecurityVariables;
type Variables = { [name in Variable]?: string | undefined };

const schema = z.object({
  ...kafkaSecurityVariables,
  KAFKA_SSL: z.enum(['true', 'false'], 'must be true or false').optional(),
  KAFKA_SASL_MECHANISM: z
    .string()
    .toLowerCase()
    .pipe(z.enum(saslMechanisms, `must be one of ${saslMechanisms.join(', ')}`))
    .optional(),
});

/**
 * The security that these variables ask for; undefined when they ask for none. An empty variable counts as absent.
 * Throws EnvironmentError with a sentence that names the variable and never its value.
 */
export function readKafkaSecurity(env: Variables): KafkaSecurity | undefined {
  const given = Object.entries(env).filter(([, value]) => value !== undefined && value !== '');
  const parsed = schema.safeParse(Object.fromEntries(given));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new EnvironmentError(`${issue?.path.join('.') ?? '?'}: ${issue?.message ?? 'invalid'}`);
  }
  const tls = tlsOf(parsed.data);
  const sasl = saslOf(parsed.data);
  if (!tls && !sasl) return undefined;
  return { ...(tls ? { tls } : {}), ...(sasl ? { sasl } : {}) };
}

/** The variables that tell a process of ours the same; empty without security. They hold the password. */
export function environmentOfSecurity({ tls, sasl }: KafkaSecurity = {}): Record<string, string> {
  return {
    ...(tls ? { KAFKA_SSL: 'true' } : {}),
    ...(tls?.caFile ? { KAFKA_SSL_CA: tls.caFile } : {}),
    ...(tls?.certFile ? { KAFKA_SSL_CERT: tls.certFile } : {}),
    ...(tls?.keyFile ? { KAFKA_SSL_KEY: tls.keyFile } : {}),
    ...(sasl
      ? {
          KAFKA_SASL_MECHANISM: sasl.mechanism,
          KAFKA_SASL_USERNAME: sasl.username,
          KAFKA_SASL_PASSWORD: sasl.password,
        }
      : {}),
  };
}

/** What a Kafka client takes, to be spread into its settings; empty without security. Reads the files. */
export function clientSecurity({ tls, sasl }: KafkaSecurity = {}): {
  ssl?: ConnectionOptions;
  sasl?: NonNullable<KafkaSecurity['sasl']>;
} {
  return {
    ...(tls
      ? {
          ssl: {
            ...(tls.caFile ? { ca: readFileSync(tls.caFile) } : {}),
            ...(tls.certFile ? { cert: readFileSync(tls.certFile) } : {}),
            ...(tls.keyFile ? { key: readFileSync(tls.keyFile) } : {}),
          },
        }
      : {}),
    // A copy, for the client keeps notes in it.
    ...(sasl ? { sasl: { ...sasl } } : {}),
  };
}

function tlsOf(env: z.infer<typeof schema>): KafkaSecurity['tls'] {
  const { KAFKA_SSL_CA: ca, KAFKA_SSL_CERT: cert, KAFKA_SSL_KEY: key } = env;
  if (env.KAFKA_SSL !== 'true') {
    for (const name of ['KAFKA_SSL_CA', 'KAFKA_SSL_CERT', 'KAFKA_SSL_KEY'] as const)
      if (env[name]) throw new EnvironmentError(`${name}: needs KAFKA_SSL=true beside it`);
    return undefined;
  }
  if (ca) asCertificate('KAFKA_SSL_CA', ca);
  if (cert && !key) throw new EnvironmentError('KAFKA_SSL_CERT: needs KAFKA_SSL_KEY beside it');
  if (key && !cert) throw new EnvironmentError('KAFKA_SSL_KEY: needs KAFKA_SSL_CERT beside it');
  if (cert && key) {
    asCertificate('KAFKA_SSL_CERT', cert);
    const keyText = readNamed('KAFKA_SSL_KEY', key);
    try {
      createSecureContext({ cert: readFileSync(cert), key: keyText });
    } catch (cause) {
      throw new EnvironmentError(
        'KAFKA_SSL_KEY: is no unencrypted PEM key that belongs to the certificate of KAFKA_SSL_CERT',
        { cause },
      );
    }
  }
  return {
    ...(ca ? { caFile: resolve(ca) } : {}),
    ...(cert ? { certFile: resolve(cert) } : {}),
    ...(key ? { keyFile: resolve(key) } : {}),
  };
}

function saslOf(env: z.infer<typeof schema>): KafkaSecurity['sasl'] {
  const { KAFKA_SASL_MECHANISM: mechanism, KAFKA_SASL_USERNAME: username } = env;
  const { KAFKA_SASL_PASSWORD: direct, KAFKA_SASL_PASSWORD_FILE: file } = env;
  if (!mechanism) {
    const stray = (['USERNAME', 'PASSWORD', 'PASSWORD_FILE'] as const)
      .map((end) => `KAFKA_SASL_${end}` as const)
      .find((name) => env[name]);
    if (stray) throw new EnvironmentError(`${stray}: needs KAFKA_SASL_MECHANISM beside it`);
    return undefined;
  }
  if (!username)
    throw new EnvironmentError('KAFKA_SASL_USERNAME: is needed with KAFKA_SASL_MECHANISM');
  if (direct && file)
    throw new EnvironmentError('KAFKA_SASL_PASSWORD: is set, and KAFKA_SASL_PASSWORD_FILE too');
  // Editors end a file with a line break that is no part of the password.
  const password =
    direct ?? (file && readNamed('KAFKA_SASL_PASSWORD_FILE', file).replace(/\r?\n$/, ''));
  if (!password)
    throw new EnvironmentError(
      'KAFKA_SASL_PASSWORD: is needed with KAFKA_SASL_MECHANISM (or KAFKA_SASL_PASSWORD_FILE)',
    );
  return { mechanism, username, password };
}

function asCertificate(variable: Variable, path: string): void {
  const text = readNamed(variable, path);
  try {
    if (new X509Certificate(text).raw.length > 0) return;
  } catch {
    // Said below.
  }
  throw new EnvironmentError(`${variable}: the file holds no PEM certificate`);
}

function readNamed(variable: Variable, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const why = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
    throw new EnvironmentError(`${variable}: the file cannot be read${why}`, { cause });
  }
}
