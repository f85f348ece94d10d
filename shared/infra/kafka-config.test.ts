import { describe, expect, it } from 'vitest';
import { jvmFlags, serverProperties } from './kafka-config.ts';

const ports = { client: 1, controller: 20, link: 3, linkAdvertised: 4 };

describe('the settings of a node', () => {
  it('make a lone one a cluster of its own', () => {
    const lines = serverProperties('/data', ports).split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        ...['node.id=1', 'controller.quorum.voters=1@127.0.0.1:20'],
        ...['offsets.topic.replication.factor=1', 'min.insync.replicas=1'],
      ]),
    );
  });

  it('make one of three keep everything three times, and never lead without what was acknowledged', () => {
    const place = { id: 2, controllerPorts: [10, 20, 30] };
    const lines = serverProperties('/data', ports, place).split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        'node.id=2',
        'controller.quorum.voters=1@127.0.0.1:10,2@127.0.0.1:20,3@127.0.0.1:30',
        ...['default.replication.factor=3', 'min.insync.replicas=2'],
        ...['offsets.topic.replication.factor=3', 'transaction.state.log.min.isr=2'],
        'unclean.leader.election.enable=false',
      ]),
    );
  });

  it('give each of three a smaller heap', () => {
    expect(jvmFlags(1)).toContain('-Xmx512m');
    expect(jvmFlags(3)).toContain('-Xmx384m');
  });
});
