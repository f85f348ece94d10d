import { expect, it } from 'vitest';
import { EventLog } from './event-log.ts';

it('gives whoever comes late the newest status and the seconds that are kept', () => {
  const log = new EventLog(3);
  log.add('status', 'old');
  for (let n = 1; n <= 5; n++) log.add('second', n);
  log.add('status', 'new');
  expect(log.since(0).map(({ data }) => data)).toEqual(['new', 3, 4, 5]);
});

it('gives whoever comes again only what was missed', () => {
  const log = new EventLog(10);
  for (let n = 1; n <= 5; n++) log.add('second', n);
  expect(log.since(3).map(({ data }) => data)).toEqual([4, 5]);
});

it('takes a number from another session for nothing heard', () => {
  const log = new EventLog(10);
  log.add('second', 1);
  expect(log.since(4_711).map(({ data }) => data)).toEqual([1]);
});

it('tells every listener until it is taken off', () => {
  const log = new EventLog(10);
  const heard: unknown[] = [];
  const stop = log.listen(({ data }) => heard.push(data));
  log.add('second', 1);
  stop();
  log.add('second', 2);
  expect(heard).toEqual([1]);
});
