// Names one fault the way people say it: who is hit, what it looks like from outside, and how much of it.
import type { Fault } from '../shared/run-result.ts';
import { duration, percent } from './numbers.ts';

/** The fewest and the most times that a contender's process really ended. */
export type CrashRange = readonly [fewest: number, most: number];

type Params = Readonly<Record<string, string | number | boolean>>;

const targets: Record<string, string> = { kafka: 'Kafka', postgres: 'PostgreSQL' };

/** `billing`, `Kafka`, `Kafka node 2`, `gateway–billing`. */
export function targetName(target: string): string {
  return target
    .split('–')
    .map((part) => (Object.hasOwn(targets, part) ? (targets[part] ?? part) : part))
    .map((part) => part.replace(/^kafka-(\d+)$/, 'Kafka node $1'))
    .join('–');
}

function share(params: Params): string {
  const rate = params['rate'];
  return typeof rate === 'number' && rate < 1 ? ` to ${percent(rate, 1)}` : '';
}

function inSome(params: Params): string {
  return share(params).replace(/^ to (.*)$/, ' in $1 of calls');
}

function afterEffect(params: Params): string {
  return params['point'] === 'after' ? ' after doing the work' : '';
}

function slow(params: Params): string {
  const ms = params['ms'];
  if (typeof ms === 'number') return `slower by ${duration(ms)}`;
  return typeof ms === 'string' ? `slower by ${ms} ms` : 'slow';
}

function limited(params: Params): string {
  const { slots, serviceMs } = params;
  if (typeof slots !== 'number' || typeof serviceMs !== 'number' || serviceMs <= 0)
    return 'short of capacity';
  return `limited to ${Math.round((1000 * slots) / serviceMs)} per second`;
}

const cuts: Record<string, string> = {
  blackhole: 'cut off',
  refuse: 'refusing connections',
  reset: 'resetting connections',
};

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function timesWords([low, high]: CrashRange): string {
  if (high === 0) return 'never crashing';
  if (low < high) return `crashing ${low}–${high} times`;
  return `crashing ${high === 1 ? 'once' : high === 2 ? 'twice' : `${high} times`}`;
}

function crashing({ at }: Params, times: CrashRange | null): string {
  const where = at === 'effect-done' ? 'its work is done' : `an order is ${String(at)}`;
  const often = times === null ? 'crashing' : timesWords(times);
  return `${often}${at === undefined ? '' : ` when ${where}`}`;
}

/** What the target looks like from outside, by kind of fault; anything unknown keeps its own word. */
const conditions: Record<string, (params: Params) => string> = {
  kill: () => 'down',
  // How often is measured, so it does not follow from the settings.
  crash: (params) => crashing(params, null),
  'rolling-restart': () => 'restarted node by node',
  pause: () => 'frozen',
  freeze: () => 'frozen',
  stop: () => 'frozen',
  unavailable: (params) => `answering 503${share(params)}${afterEffect(params)}`,
  error: (params) => `failing with 500${share(params)}${afterEffect(params)}`,
  hang: (params) => `hanging${inSome(params)}${afterEffect(params)}`,
  reset: (params) => `resetting connections${share(params)}${afterEffect(params)}`,
  latency: (params) => `${slow(params)}${inSome(params)}`,
  capacity: limited,
  blackhole: () => 'unreachable',
  refuse: () => 'refusing connections',
  'instance-joins': () => 'with one more instance',
  'instance-leaves': () => 'leaving in order',
  partition: (params) => `link ${cuts[textOf(params['mode'])] ?? 'cut off'}`,
};

function factorOf(params: Params): string {
  const factor = ['factor', 'times', 'surge']
    .map((name) => params[name])
    .find((value) => typeof value === 'number');
  return factor === undefined ? 'surging' : `×${String(factor)}`;
}

/** `gateway crashing twice when an order is accepted`; without a number when nobody counted. */
export function crashName(
  { target, params }: { target: string; params: Params },
  times: CrashRange | null,
): string {
  return `${targetName(target)} ${crashing(params, times)}`;
}

/** `billing down`, `billing answering 503 to 30 %`, `gateway–billing link cut off`, `arrivals ×3`. */
export function faultName(fault: Fault): string {
  const params = 'notApplicable' in fault ? {} : fault.params;
  const target = targetName(fault.target);
  if (fault.kind === 'surge') return `arrivals ${factorOf(params)}`;
  if (fault.kind === 'poison') {
    const size = params['count'];
    return size === 1
      ? `a poison message for ${target}`
      : `${typeof size === 'number' ? `${size} ` : ''}poison messages for ${target}`;
  }
  const words = Object.hasOwn(conditions, fault.kind) ? conditions[fault.kind] : undefined;
  return `${target} ${words === undefined ? fault.kind : words(params)}`;
}
