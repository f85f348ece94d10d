import { expect, it } from 'vitest';
import { UsageError } from '../engine/arguments.ts';
import { parseLiveArguments } from './arguments.ts';

it('shows rest and broker at twenty orders a second unless told otherwise', () => {
  expect(parseLiveArguments([])).toEqual({
    ...{ help: false, ratePerSecond: 20, contenders: ['rest', 'broker'] },
    ...{ port: undefined, host: '127.0.0.1', seed: 1, out: undefined, open: false },
  });
});

it.each([
  [['--rate', '500'], /--rate: "500" is not a number from 0 to 200/],
  [['--contenders', 'rest'], /--contenders: needs two different names/],
  [['--contenders', 'rest,rest'], /--contenders/],
  [['--contenders', 'rest,broker,broker-plain'], /--contenders/],
  [['--port', '0'], /--port/],
  [['--host', '192.0.2.1'], /--host/],
  [['--prot', '80'], /--prot/],
])('refuses %j', (argv, message) => {
  expect(() => parseLiveArguments(argv)).toThrow(UsageError);
  expect(() => parseLiveArguments(argv)).toThrow(message);
});
