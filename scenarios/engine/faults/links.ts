// Link proxies of one contender run: only where a scenario cuts something, so that nobody else pays for them.
import { createLinkProxy, type LinkProxy, type LinkProxyOptions } from 'chaos-monkey-lite';
import type { KafkaServer } from '../../../shared/infra/kafka.ts';
import type { Peer, ServiceRole } from '../../../shared/variant.ts';
import type { ServiceAddresses } from '../service-addresses.ts';
import type { FaultOf } from './fault-schema.ts';

/** The proxies that stand between services and those they talk to. */
export type Links = {
  /** The proxies on a link: one before every node of Kafka, one before anybody else; none when nothing stands there. */
  between(from: ServiceRole, to: Peer): LinkProxy[];
  close(): Promise<void>;
};

/** Opens one proxy for every link that a partition names. Callers only ever name links that exist. */
export async function openLinks(
  partitions: FaultOf<'partition'>[],
  to: {
    addresses: ServiceAddresses;
    kafka: Pick<KafkaServer, 'nodes'> | undefined;
    postgresUrl: string;
  },
): Promise<Links> {
  const proxies = new Map<string, LinkProxy[]>();
  const close = async () => {
    await Promise.all([...proxies.values()].flat().map((proxy) => proxy.close()));
  };
  try {
    for (const link of partitions) {
      const key = `${link.from} ${link.to}`;
      if (proxies.has(key)) continue;
      const opened: LinkProxy[] = [];
      proxies.set(key, opened);
      for (const end of endsOf(link.to, to)) opened.push(await createLinkProxy(end));
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { between: (from, peer) => proxies.get(`${from} ${peer}`) ?? [], close };
}

function endsOf(
  peer: Peer,
  { addresses, kafka, postgresUrl }: Parameters<typeof openLinks>[1],
): LinkProxyOptions[] {
  const host = '127.0.0.1';
  if (peer === 'postgres') {
    const url = new URL(postgresUrl);
    return [{ host: url.hostname, port: Number(url.port || 5_432) }];
  }
  if (peer !== 'kafka') return [{ host, port: addresses.portsOf(peer).http }];
  if (!kafka?.nodes.length) throw new Error('no proxy can stand before this Kafka');
  // Kafka sends its clients on to the advertised port, so the proxy has to be just there.
  return kafka.nodes.map(({ link }) => ({
    ...{ host, port: link.port, listenPort: link.advertisedPort },
  }));
}
