// The one sentence a reader takes home from a comparison of change feeds, computed from its numbers alone.
import type { FeedResult, MethodResult } from '../shared/feed-result.ts';
import { counted, feedDoubts } from './feed/circumstances.ts';
import { count, listed } from './numbers.ts';

// Scenarios may read the reports only through a few files; the terminal asks this one.
export { feedFindings } from './feed/findings.ts';

function isIn(methods: readonly MethodResult[], name: MethodResult['name']): boolean {
  return methods.some((one) => one.name === name);
}

function namesOf(methods: readonly MethodResult[]): string {
  return listed(methods.map(({ name }) => name));
}

function rowsWrong({ rowsWrongInTheEnd: rows }: MethodResult): string | null {
  return rows === 0 ? null : `left ${counted(rows, 'row')} wrong`;
}

/** What no feed may ever do, however it finds out. */
function broken({ phantoms, outOfOrder }: MethodResult): string[] {
  return [
    phantoms > 0 ? `delivered ${counted(phantoms, 'version')} that nobody committed` : null,
    outOfOrder > 0 ? `delivered ${counted(outOfOrder, 'record')} out of order` : null,
  ].filter((words) => words !== null);
}

function missClause(method: MethodResult): string {
  const { name, changes } = method;
  const missed = `missed ${count(changes.missed)} of ${counted(changes.committed, 'change')} for good`;
  const did = [missed, rowsWrong(method), ...broken(method)].filter((words) => words !== null);
  return `${name} ${listed(did)}`;
}

/** What is wrong with the topic of one that missed nothing. */
function flawOf(method: MethodResult): string {
  const { committed, seen } = method.hardDeletes;
  const wrong = rowsWrong(method);
  const unseen =
    seen < committed
      ? ` (${count(committed - seen)} of ${counted(committed, 'hard delete')} unseen)`
      : '';
  const did = [wrong === null ? null : wrong + unseen, ...broken(method)];
  return listed(did.filter((words) => words !== null));
}

/** Those that missed nothing and yet are not right; alike ones in one clause. */
function flawClauses(methods: readonly MethodResult[]): string[] {
  const flaws = [...new Set(methods.map(flawOf))];
  return flaws.map((flaw) => {
    const same = methods.filter((method) => flawOf(method) === flaw);
    return `${namesOf(same)} missed none, but ${same.length > 1 ? 'each ' : ''}${flaw}`;
  });
}

function isFlawed(method: MethodResult): boolean {
  return method.rowsWrongInTheEnd > 0 || broken(method).length > 0;
}

function outcome(ran: readonly MethodResult[]): string {
  const missing = ran.filter(({ changes }) => changes.missed > 0);
  const complete = ran.filter(({ changes }) => changes.missed === 0);
  const clean = complete.filter((method) => !isFlawed(method));
  const flawed = flawClauses(complete.filter(isFlawed));
  if (missing.length > 0) {
    const none = clean.length > 0 ? [`${namesOf(clean)} missed none`] : [];
    return [...missing.map(missClause), ...flawed, ...none].join('; ');
  }
  const polled = isIn(complete, 'timestamp-polling');
  const honest = polled
    ? '; that timestamp-polling missed none is luck: it can, and this run did not make it'
    : '';
  const nobody = clean.length === 0 ? [] : [`${namesOf(clean)} missed no change`];
  return [...nobody, ...flawed].join('; ') + honest;
}

function seenSoFar(methods: readonly MethodResult[]): string {
  if (methods.length === 0) return 'no method ran';
  return methods
    .map(({ name, changes: { committed, missed } }) =>
      missed === 0
        ? `${name} no miss seen`
        : `${name} ${count(missed)} of ${count(committed)} missed`,
    )
    .join(', ');
}

/** One sentence with the outcome of the whole run; an inconclusive one opens with the reason. */
export function feedVerdict(result: FeedResult): string {
  const ran = result.methods.filter(({ changes }) => changes.committed > 0);
  const idle = result.methods.filter(({ changes }) => changes.committed === 0);
  if (!result.conclusive) {
    const reason = (feedDoubts(result)[0] ?? 'the run gave no reason').replace(/[.\s]+$/, '');
    const partial = result.interrupted && !/interrupt/i.test(reason) ? 'interrupted; ' : '';
    return `INCONCLUSIVE: ${partial}${reason}; so far ${seenSoFar(result.methods)}, and these numbers are no verdict.`;
  }
  const partial = result.interrupted ? 'Interrupted, so partial: ' : '';
  if (ran.length === 0) return `${partial}No method was given a change to find.`;
  const without = idle.length > 0 ? `; ${namesOf(idle)} was given no change to find` : '';
  return `${partial}${outcome(ran)}${without}.`;
}
