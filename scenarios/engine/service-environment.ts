// What a service of a contender run is told, wherever it runs.
import type { CapacityFault } from 'chaos-monkey-lite';
import type { DatabaseRole } from '../../shared/db/run-database.ts';
import type { Contender, PreparedVariant, ServiceRole } from '../../shared/variant.ts';
import { mailSettings } from './mail-settings.ts';

/** A standing limit of one service, as chaos-monkey-lite takes it. Each of its instances has its own. */
export type ServiceCondition = Omit<CapacityFault, 'id'> & { target: ServiceRole };

/** What decides about it. */
export type ServiceSettings = {
  contender: Contender;
  prepared: PreparedVariant;
  token: string;
  seed: number;
  /** Traces only orders whose id begins like this; absent = all. */
  tracePrefix?: string;
  /** What is so during the whole run, also after a restart. */
  conditions: ServiceCondition[];
  /** Where a service finds its database; a link proxy may stand before it. */
  databaseUrlOf(role: DatabaseRole): string;
};

/** The environment of one instance, but for where it runs: host, ports, trace file. Holds passwords. */
export function settingsOf(
  settings: ServiceSettings,
  role: ServiceRole,
  instance: number,
): Record<string, string> {
  const { contender, prepared, conditions, databaseUrlOf } = settings;
  return {
    NODE_ENV: 'production',
    SERVICE_ROLE: role,
    SERVICE_INSTANCE: String(instance),
    SERVICE_PROFILE: contender.profile,
    SERVICE_ADMIN_TOKEN: settings.token,
    SERVICE_DATABASE_URL: databaseUrlOf(role),
    ...(role === 'billing' ? { CARD_NETWORK_DATABASE_URL: databaseUrlOf('card_network') } : {}),
    // Nobody else needs the mail server's password.
    ...(role === 'email' ? mailSettings(process.env) : {}),
    ...(settings.tracePrefix ? { TRACE_PREFIX: settings.tracePrefix } : {}),
    CHAOS_SEED: String(settings.seed),
    ...standingFaults(conditions, role),
    ...prepared.environmentOf(role),
  };
}

function standingFaults(conditions: ServiceCondition[], role: ServiceRole) {
  const own = conditions
    .filter(({ target }) => target === role)
    .map((condition, n) => ({ id: `condition-${n}`, ...condition }));
  return own.length === 0 ? {} : { CHAOS_FAULTS: JSON.stringify(own) };
}
