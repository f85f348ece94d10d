// The command line of the nemesis: defaults, checks, and the command that repeats a round.
import { describe, expect, it } from 'vitest';
import { UsageError } from '../engine/arguments.ts';
import { parseNemesisArguments, repeatCommand } from './arguments.ts';

describe('the command line', () => {
  it('hunts the hardened contenders for ten minutes unless told otherwise', () => {
    expect(parseNemesisArguments([])).toEqual({
      ...{ help: false, minutes: 10, seed: 1, roundSeconds: 60 },
      contenders: ['broker', 'rest-hardened'],
    });
  });

  it.each([
    ['--minutes', 'soon'],
    ['--minutes', '0'],
    ['--seed', '1.5'],
    ['--round-seconds', '5'],
    ['--contenders', 'broker,,rest'],
    ['--unknown', 'x'],
  ])('refuses %s %s', (option, value) => {
    expect(() => parseNemesisArguments([option, value])).toThrow(UsageError);
  });

  it('repeats a round by its own seed', () => {
    const command = repeatCommand(42, 'broker', 30);
    const [, options = ''] = command.split(' -- ');
    expect(parseNemesisArguments(options.split(' '))).toMatchObject({
      ...{ seed: 42, contenders: ['broker'], roundSeconds: 30 },
    });
  });
});
