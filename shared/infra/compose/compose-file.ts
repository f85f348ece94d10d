// What docker-compose.yml says, as Compose itself reads it: the harness repeats none of it.
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { EnvironmentError } from '../environment-error.ts';

/** The file that everything is taken from. */
export const composeFile = fileURLToPath(new URL('../../../docker-compose.yml', import.meta.url));

const service = z.object({
  image: z.string(),
  command: z.array(z.string()).nullish(),
  init: z.boolean().optional(),
  environment: z.record(z.string(), z.string().nullable()).optional(),
});
const config = z.object({ services: z.record(z.string(), service) });

/** A service of the file. */
export type ComposeService = z.infer<typeof service>;

/** The file after Compose has filled it in. */
export type ComposeConfig = {
  /** Throws EnvironmentError when there is no such service. */
  serviceOf(name: string): ComposeService;
  /** Where PostgreSQL is asked at, given how it is reached; holds the file's password. */
  databaseUrl(address: string): string;
};

/** Parses the answer of `docker compose config --format json`. Throws EnvironmentError for anything else. */
export function parseConfig(text: string): ComposeConfig {
  const services = servicesIn(text);
  const serviceOf = (name: string) => {
    const found = services[name];
    if (!found) throw new EnvironmentError(`docker-compose.yml has no service ${name}`);
    return found;
  };
  return {
    serviceOf,
    databaseUrl: (address) => {
      const { environment = {} } = serviceOf('postgres');
      const url = new URL(`postgres://${address}`);
      url.username = environment['POSTGRES_USER'] ?? 'postgres';
      url.password = environment['POSTGRES_PASSWORD'] ?? '';
      url.pathname = environment['POSTGRES_DB'] ?? 'postgres';
      return url.href;
    },
  };
}

function servicesIn(text: string): Record<string, ComposeService> {
  try {
    return config.parse(JSON.parse(text)).services;
  } catch (cause) {
    throw new EnvironmentError('Docker Compose shows docker-compose.yml in a form not known here', {
      cause,
    });
  }
}
