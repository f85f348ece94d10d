// The Email Service as a process has it: with SMTP when the settings name a server.
import type { Sql } from '../db/database.ts';
import { emailService } from '../services/email.ts';
import type { Service } from '../services/service.ts';
import type { ServiceHost } from './service-host.ts';

const nowhere = 'bookings@rest-vs-broker.example';

/** Opens the Email Service on the service's pool; its connections are closed when the host stops. */
export async function openEmailService(host: ServiceHost, db: Sql): Promise<Service> {
  const { SMTP_URL: server, SMTP_FROM: from = nowhere } = host.config;
  if (!server) return emailService();
  // Whoever sends no mails starts sooner without an SMTP client.
  const { openSmtpMailer } = await import('../services/smtp-mailer.ts');
  const mailer = openSmtpMailer(server, { from });
  host.onStop('mail server', () => Promise.resolve(mailer.close()));
  host.log.info('mails go through SMTP', { port: server.port });
  return emailService({ mailer, db });
}
