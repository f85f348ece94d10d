// Process entry: one service of the REST chain, chosen by SERVICE_ROLE and SERVICE_PROFILE.
import { ConfigError } from '../shared/host/config.ts';
import { runService } from '../shared/host/run-service.ts';
import { policyOf, profileNames } from './contenders.ts';
import { startDownstream } from './downstream.ts';
import { startGateway } from './gateway.ts';

await runService(async (host, config) => {
  const policy = policyOf(config.SERVICE_PROFILE);
  if (!policy)
    throw new ConfigError(
      `environment variable SERVICE_PROFILE: must be one of ${profileNames.join(', ')}`,
    );
  if (config.SERVICE_ROLE === 'gateway') startGateway(host, policy);
  else startDownstream(host, policy, config.SERVICE_ROLE);
});
