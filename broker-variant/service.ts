// Process entry: one service on topics, chosen by SERVICE_ROLE and SERVICE_PROFILE.
import { ConfigError } from '../shared/host/config.ts';
import { runService } from '../shared/host/run-service.ts';
import { policyOf, profileNames } from './contenders.ts';
import { startDownstream } from './downstream.ts';
import { startGateway } from './gateway.ts';
import { openMessaging } from './messaging.ts';

await runService(async (host, config) => {
  const policy = policyOf(config.SERVICE_PROFILE);
  if (!policy)
    throw new ConfigError(
      `environment variable SERVICE_PROFILE: must be one of ${profileNames.join(', ')}`,
    );
  const messaging = await openMessaging(host, policy);
  if (config.SERVICE_ROLE === 'gateway') startGateway(messaging);
  else await startDownstream(messaging, config.SERVICE_ROLE);
});
