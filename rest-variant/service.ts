// Process entry: one service of the REST chain, chosen by SERVICE_ROLE and SERVICE_PROFILE.
import { ConfigError } from '../shared/host/config.ts';
import { runService } from '../shared/host/run-service.ts';
import { startDownstream } from './downstream.ts';
import { startGateway } from './gateway.ts';
import { restProfiles, type RestPolicy } from './policy.ts';

const profiles: Record<string, RestPolicy> = restProfiles;

await runService(async (host, config) => {
  const policy = profiles[config.SERVICE_PROFILE];
  if (!policy)
    throw new ConfigError(
      `environment variable SERVICE_PROFILE: must be one of ${Object.keys(profiles).join(', ')}`,
    );
  if (config.SERVICE_ROLE === 'gateway') startGateway(host, policy);
  else startDownstream(host, config.SERVICE_ROLE);
});
