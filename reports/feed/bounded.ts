// What a page can hold of a FeedResult that somebody else wrote: long lists and texts are cut, and that is said.
import type { FeedResult, MethodResult } from '../../shared/feed-result.ts';
import { jsonForScript, type Html } from '../html.ts';

/** More than any run of the harness writes, and still a page one can open. */
const most = { methods: 6, faults: 60, phases: 40, settings: 60, expectations: 40, warnings: 20 };
const letters = { title: 300, text: 200, prose: 2000, command: 2000 };
const mostBytes = 700_000;

/** Cuts lists and texts, and remembers whether it had to. */
class Cutter {
  hasCut = false;

  list<T>(items: readonly T[], limit: number): T[] {
    if (items.length > limit) this.hasCut = true;
    return items.slice(0, limit);
  }

  text(words: string, limit: number = letters.text): string {
    if (words.length <= limit) return words;
    this.hasCut = true;
    return `${words.slice(0, limit)}…`;
  }

  settings(settings: MethodResult['settings']): MethodResult['settings'] {
    const entries = this.list(Object.entries(settings), most.settings);
    return Object.fromEntries(
      entries.map(([key, value]) => [
        this.text(key),
        typeof value === 'string' ? this.text(value) : value,
      ]),
    );
  }
}

function boundedMethod(method: MethodResult, cut: Cutter): MethodResult {
  return {
    ...method,
    title: cut.text(method.title, letters.title),
    settings: cut.settings(method.settings),
    phases: cut.list(method.phases, most.phases),
    faults: cut.list(method.faults, most.faults),
    missedChanges: method.missedChanges.map((one) => ({ ...one, key: cut.text(one.key, 60) })),
    expectations: cut.list(method.expectations, most.expectations).map((one) => ({
      ...one,
      id: cut.text(one.id),
      title: cut.text(one.title),
      expected: cut.text(one.expected),
      actual: cut.text(one.actual),
    })),
    warnings: cut
      .list(method.warnings, most.warnings)
      .map((words) => cut.text(words, letters.title)),
  };
}

function boundedScenario(scenario: FeedResult['scenario'], cut: Cutter): FeedResult['scenario'] {
  const { teaching: notes } = scenario;
  const prose = (words: string) => cut.text(words, letters.prose);
  return {
    ...scenario,
    name: cut.text(scenario.name),
    title: cut.text(scenario.title, letters.title),
    question: prose(scenario.question),
    hypothesis: prose(scenario.hypothesis),
    ...(notes !== undefined && {
      teaching: {
        predict: prose(notes.predict),
        observe: prose(notes.observe),
        why: prose(notes.why),
        misleads: prose(notes.misleads),
      },
    }),
  };
}

function boundedHost(host: FeedResult['environment'], cut: Cutter): FeedResult['environment'] {
  const known = (words: string | null) => (words === null ? null : cut.text(words));
  return {
    ...host,
    node: cut.text(host.node),
    kafka: known(host.kafka),
    postgres: known(host.postgres),
    java: known(host.java),
    os: cut.text(host.os),
    cpuModel: cut.text(host.cpuModel),
    gitSha: known(host.gitSha),
    infrastructure: cut.text(host.infrastructure),
  };
}

/** The result as far as a page can hold it; the note is null when that is all of it. */
export function boundedFeed(result: FeedResult): { result: FeedResult; note: string | null } {
  const cut = new Cutter();
  const bounded = {
    ...result,
    scenario: boundedScenario(result.scenario, cut),
    environment: boundedHost(result.environment, cut),
    command: cut.text(result.command, letters.command),
    startedAt: cut.text(result.startedAt, 60),
    verdict: cut.text(result.verdict, letters.prose),
    warnings: cut
      .list(result.warnings, most.warnings)
      .map((words) => cut.text(words, letters.title)),
    methods: cut.list(result.methods, most.methods).map((one) => boundedMethod(one, cut)),
  };
  const note = cut.hasCut
    ? 'This result holds longer lists or texts than a page can show; the page shows their beginning.'
    : null;
  return { result: bounded, note };
}

type Thin = (method: MethodResult) => MethodResult;

const withoutMissed: Thin = (method) => ({ ...method, missedChanges: [] });
const withoutSeconds: Thin = (method) => ({ ...method, missedChanges: [], timeline: [] });

const steps: readonly (readonly [Thin, string | null])[] = [
  [(method) => method, null],
  [withoutMissed, 'the missed changes'],
  [withoutSeconds, 'the missed changes and the timelines'],
];

/** The most complete form of the result that keeps the page within its size, as it is put into the page. */
export function embeddedFeed(result: FeedResult): { json: Html; leftOut: string | null } {
  for (const [thin, leftOut] of steps) {
    const json = jsonForScript({ ...result, methods: result.methods.map(thin) });
    if (Buffer.byteLength(json.markup) <= mostBytes) return { json, leftOut };
  }
  return { json: jsonForScript({ ...result, methods: [] }), leftOut: 'the methods' };
}
