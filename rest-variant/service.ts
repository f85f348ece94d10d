// Process entry: one service of the REST chain, chosen by SERVICE_ROLE and SERVICE_PROFILE.
import { ConfigError } from '../shared/host/config.ts';
import { runService } from '../shared/host/run-service.ts';
import { policyOf, profileNames } from './contenders.ts';
import { startDownstream } from './downstream.ts';

await runService(async (host, config) => {
  const policy = policyOf(config.SERVICE_PROFILE);
  if (!policy)
    throw new ConfigError(
      `environment variable SERVICE_PROFILE: must be one of ${profileNames.join(', ')}`,
    );
  // Only the gateway calls others: three of four processes start sooner without its HTTP client.
  if (config.SERVICE_ROLE === 'gateway') (await import('./gateway.ts')).startGateway(host, policy);
  else await startDownstream(host, policy, config.SERVICE_ROLE);
});
