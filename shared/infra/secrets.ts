// Takes secrets out of words that are not ours, such as a hook's last line, before anybody reads them.
import { readFileSync } from 'node:fs';

/** The passwords that these variables hold, as they stand there and as they are meant. */
export function secretsIn(env: NodeJS.ProcessEnv): string[] {
  const found = [env['KAFKA_SASL_PASSWORD'], inFile(env['KAFKA_SASL_PASSWORD_FILE'])];
  const url = env['DATABASE_URL'];
  if (url !== undefined && URL.canParse(url)) {
    const { password, searchParams } = new URL(url);
    found.push(password, decoded(password), searchParams.get('password') ?? undefined);
  }
  return found.filter((secret): secret is string => secret !== undefined && secret !== '');
}

/** The text with every secret replaced. */
export function withoutSecrets(text: string, secrets = secretsIn(process.env)): string {
  // The longest first: a secret may be a part of another one.
  return secrets
    .toSorted((a, b) => b.length - a.length)
    .reduce((rest, secret) => rest.replaceAll(secret, '***'), text);
}

function inFile(path: string | undefined): string | undefined {
  try {
    return path ? readFileSync(path, 'utf8').trim() : undefined;
  } catch {
    return undefined;
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
