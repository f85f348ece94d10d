// Entry of every service process: read the settings, start, or say in one line why not.
import { readServiceConfig, type ServiceConfig } from './config.ts';
import { createLog, messageOf } from './log.ts';
import { createServiceHost, type ServiceHost } from './service-host.ts';

/** Runs one service until SIGTERM. A failed start is logged and ends the process with code 1. */
export async function runService(
  start: (host: ServiceHost, config: ServiceConfig) => Promise<void>,
): Promise<void> {
  try {
    const config = readServiceConfig(process.env);
    const host = createServiceHost(config);
    await start(host, config);
    await host.listen();
  } catch (error) {
    createLog(process.env['SERVICE_ROLE'] ?? 'service', 'info').error('cannot start', {
      error: messageOf(error),
    });
    process.exit(1);
  }
}
