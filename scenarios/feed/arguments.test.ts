import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { captureMethods } from '../../shared/change-feed.ts';
import { refuseSwallowedOptions, UsageError } from '../engine/arguments.ts';
import { feedUsage, namesOf, parseFeedArguments } from './arguments.ts';

describe('the command line of a feed', () => {
  it('polls by snapshots into a topic of its own unless told otherwise', () => {
    expect(parseFeedArguments(['--table', 'orders'])).toEqual({
      ...{ help: false, remove: false, topic: undefined, table: 'orders' },
      ...{ method: 'snapshot-polling', install: false, contender: undefined },
      ...{ json: false, color: true },
    });
  });

  it('needs no table for help and to remove', () => {
    expect(parseFeedArguments(['--help'])).toMatchObject({ help: true });
    expect(parseFeedArguments(['--remove', '--topic', 'mine'])).toMatchObject({ topic: 'mine' });
    for (const method of captureMethods) expect(feedUsage).toContain(method);
  });

  it.each([
    [[], /^--table: which table\?/],
    [['--table', ' '], /^--table: needs a name/],
    [['--table', 'orders', '--method', 'snapshot-poling'], /did you mean "snapshot-polling"\?/],
    [['--table', 'orders', '--method', 'logical'], /did you mean "logical-replication"\?/],
    [['--table', 'orders', '--method', 'zzzzzzzzzzz'], /^--method: .*\(known: timestamp-polling/],
    [['--table', 'orders', '--topic', 'no topic'], /^--topic: "no topic" is no name of a topic/],
    [['--remove'], /^--remove: needs --topic/],
    [['--tabel', 'orders'], /^--tabel: there is no such option; did you mean --table\?/],
    [['orders'], /orders/],
  ])('refuses %j', (argv, message) => {
    expect(() => parseFeedArguments(argv)).toThrow(UsageError);
    expect(() => parseFeedArguments(argv)).toThrow(message);
  });

  it.each(['table', 'method', 'install', 'topic', 'remove', 'contender'])(
    'notices when npm keeps --%s for itself',
    (option) => {
      const env = { [`npm_config_${option}`]: 'x', npm_lifecycle_event: 'feed' };
      expect(() => refuseSwallowedOptions(env)).toThrow(`npm run feed -- --${option}`);
    },
  );
});

describe('the name of a feed', () => {
  it('is one that a feed may have, for every topic, and another for every other', () => {
    const topic = fc.stringMatching(/^[a-zA-Z0-9._-]{1,200}$/);
    fc.assert(
      fc.property(topic, topic, (one, other) => {
        expect(namesOf(one).name).toMatch(/^[a-z0-9_]{1,40}$/);
        expect(namesOf(one)).toEqual(namesOf(one));
        if (one !== other) expect(namesOf(one).name).not.toBe(namesOf(other).name);
      }),
    );
    expect(namesOf('orders')).toEqual({ name: 'orders', topic: 'orders' });
    expect(namesOf('a.b').name).not.toBe(namesOf('a-b').name);
  });

  it('is a new one for a run without a topic to keep', () => {
    expect(namesOf(undefined).topic).toMatch(/^feed\.tail_[0-9a-f]{8}$/);
    expect(namesOf(undefined)).not.toEqual(namesOf(undefined));
  });
});
