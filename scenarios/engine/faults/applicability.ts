// Whether a contender has what a fault is aimed at: what it lacks is grey in the report, never a silent pass. Pure.
import { isKafka } from '../../../shared/infra/kafka-nodes.ts';
import type { Variant } from '../../../shared/variant.ts';
import { targetOf, type ScenarioFault } from './fault-schema.ts';

/** What decides about applicability. */
export type Ground = {
  variant: Pick<Variant, 'name' | 'needs' | 'reaches'>;
  /** Servers that are somebody else's: not ours to kill, pause or stand before. */
  external: readonly ('kafka' | 'postgres')[];
  /** Those of them that a command of the user's breaks and mends. */
  hooked?: readonly ('kafka' | 'postgres')[];
  /** Whether services run in containers, where no proxy of the harness can stand between them. */
  contained?: boolean;
};

type MaybeExternal = { external: boolean; hook?: unknown } | undefined;

/** The ground of a variant on these servers. */
export function groundOf(
  variant: Ground['variant'],
  {
    kafka,
    postgres,
    compose,
  }: { kafka: MaybeExternal; postgres: MaybeExternal; compose?: unknown },
): Ground {
  return {
    variant,
    contained: compose !== undefined,
    external: [
      ...(kafka?.external ? (['kafka'] as const) : []),
      ...(postgres?.external ? (['postgres'] as const) : []),
    ],
    hooked: [
      ...(kafka?.hook ? (['kafka'] as const) : []),
      ...(postgres?.hook ? (['postgres'] as const) : []),
    ],
  };
}

/** Why the fault cannot be done to this contender; undefined when it can. */
export function whyNotApplicable(
  fault: ScenarioFault,
  { variant, external, hooked = [], contained = false }: Ground,
): string | undefined {
  const isForeign = (name: string) => external.some((server) => server === name);
  switch (fault.kind) {
    case 'kill':
    case 'pause':
    case 'rolling-restart': {
      if (isKafka(fault.target) && !variant.needs.includes('kafka'))
        return `the ${variant.name} variant does not use Kafka`;
      const server = isKafka(fault.target) ? 'kafka' : fault.target;
      if (!isForeign(server)) return undefined;
      if (fault.kind === 'rolling-restart' || server !== fault.target)
        return 'the nodes of an external kafka are not ours to hit one by one: this needs the embedded one';
      return hooked.some((name) => name === server)
        ? undefined
        : `an external ${server} is not ours to hit, and ${server.toUpperCase()}_FAULT_HOOK names no command that does`;
    }
    case 'partition':
      if (!variant.reaches[fault.from].includes(fault.to))
        return `in the ${variant.name} variant the ${fault.from} service does not talk to ${fault.to}`;
      if (contained) return 'no proxy can stand between the containers of a compose project';
      return isForeign(fault.to) ? `no proxy can stand before an external ${fault.to}` : undefined;
    case 'poison':
      return variant.needs.includes('kafka')
        ? undefined
        : `the ${targetOf(fault)} service of the ${variant.name} variant gets no messages`;
    default:
      return undefined;
  }
}
