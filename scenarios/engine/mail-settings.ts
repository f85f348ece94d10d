// What the harness's own environment says of mail, for the email service alone.
import { z } from 'zod';
import { EnvironmentError } from '../../shared/infra/environment-error.ts';
import { parseSmtpUrl, smtpUrlForm } from '../../shared/services/smtp-server.ts';

/**
 * The variables to hand on; none without `SMTP_URL`. Throws EnvironmentError naming a malformed one and never
 * quoting it: it may hold a password.
 */
export function mailSettings(env: NodeJS.ProcessEnv): Record<string, string> {
  const { SMTP_URL: url, SMTP_FROM: from } = env;
  if (!url) return {};
  if (!parseSmtpUrl(url)) throw new EnvironmentError(`SMTP_URL ${smtpUrlForm}`);
  if (!from) return { SMTP_URL: url };
  if (!z.email().safeParse(from).success)
    throw new EnvironmentError('SMTP_FROM must be an e-mail address');
  return { SMTP_URL: url, SMTP_FROM: from };
}
