// The command line of `npm run scenario`, parsed and checked before anything starts.
import { parseArgs } from 'node:util';
import { kafkaNodeCounts, type KafkaNodeCount } from '../../shared/infra/kafka-nodes.ts';

/** A usage error: one sentence, exit code 2. */
export class UsageError extends Error {}

export const usage = `Usage: npm run scenario <name> [-- options]
       npm run scenario all        every scenario, with one index page
       npm run scenario ladder     which guarantee removes which harm

  --list                 show all scenarios
  --quick                shorter phases, for a first look
  --rate N               arrivals per second
  --duration S           seconds of load in all (phases keep their proportions)
  --fault-share P        share of attempts a handler fault hits, 0 to 1
  --instances a=N,b=N    processes of a service (ticket, billing, email), 1 to 8
  --kafka-nodes N        1 or 3 Kafka nodes; with 3, a copy of every record on each
  --seed N               seed of arrivals and faults (default 1)
  --only a,b             of a suite, only these scenarios
  --contenders a,b       only these contenders
  --runs N               repetitions per contender, interleaved (default 1)
  --replication-factor N copies of each topic on a cluster of your own (default: what
                         KAFKA_REPLICATION_FACTOR says, or as the cluster does)
  --target compose       servers and services as containers of docker-compose.yml
  --out DIR              where the report goes
  --json FILE            write the RunResult there too; - for standard output
  --junit FILE           write expectations and invariants there, as JUnit XML
  --md FILE              write verdict, scoreboard and expectations there, as Markdown
  --open                 open the report in the browser
  --quiet                no progress, only the verdict
  --no-color             plain text
  --help                 this text

Exit codes: 0 ok, 1 internal error, 2 usage, 3 environment, 99 expectation failed or
run inconclusive, 130 interrupted.`;

/** What the user asked for; undefined = the scenario's own. */
export type Arguments = {
  name: string | undefined;
  list: boolean;
  help: boolean;
  quick: boolean;
  ratePerSecond: number | undefined;
  durationMs: number | undefined;
  faultShare: number | undefined;
  /** As typed, such as `billing=3`. */
  instances: string[] | undefined;
  /** Nodes of the embedded Kafka. */
  kafkaNodes: KafkaNodeCount | undefined;
  seed: number;
  only: string[] | undefined;
  contenders: string[] | undefined;
  runs: number;
  /** Copies of each topic. */
  replicationFactor: number | undefined;
  /** Where it runs; undefined = processes of this machine. */
  target: 'compose' | undefined;
  out: string | undefined;
  json: string | undefined;
  junit: string | undefined;
  md: string | undefined;
  /** Open the report in the browser. */
  open: boolean;
  /** No progress, only what came out. */
  quiet: boolean;
  color: boolean;
};

/** Parses `argv` (without node and script); throws UsageError naming the option. */
export function parseArguments(argv: string[]): Arguments {
  const { values, positionals } = parse(argv);
  if (positionals.length > 1)
    throw new UsageError(`one scenario at a time, please: ${positionals.join(' ')}`);
  const durationS = numberOf('--duration', values.duration, { min: 3, max: 3_600 });
  return {
    name: positionals[0],
    list: values.list ?? false,
    help: values.help ?? false,
    quick: values.quick ?? false,
    ratePerSecond: numberOf('--rate', values.rate, { min: 0.1, max: 10_000 }),
    durationMs: durationS === undefined ? undefined : durationS * 1_000,
    faultShare: numberOf('--fault-share', values['fault-share'], { min: 0, max: 1 }),
    instances: values.instances,
    kafkaNodes: kafkaNodesOf(values['kafka-nodes']),
    seed: numberOf('--seed', values.seed, { min: 0, max: 2 ** 31 - 1, integer: true }) ?? 1,
    only: listOf('--only', values.only),
    contenders: listOf('--contenders', values.contenders),
    runs: numberOf('--runs', values.runs, { min: 1, max: 100, integer: true }) ?? 1,
    replicationFactor: numberOf('--replication-factor', values['replication-factor'], {
      ...{ min: 1, max: 100, integer: true },
    }),
    target: targetOf(values.target),
    out: textOf('--out', values.out),
    json: textOf('--json', values.json),
    junit: textOf('--junit', values.junit),
    md: textOf('--md', values.md),
    open: values.open ?? false,
    quiet: values.quiet ?? false,
    color: !(values['no-color'] ?? false),
  };
}

/**
 * npm keeps options for itself that stand before `--`, and only tells its scripts by variables such as
 * npm_config_quick. Throws UsageError naming the first one that was meant for us.
 */
export function refuseSwallowedOptions(env: NodeJS.ProcessEnv): void {
  for (const option of [
    'quick',
    'rate',
    'duration',
    'fault-share',
    'instances',
    'kafka-nodes',
    'seed',
    'only',
    'contenders',
    'runs',
    'replication-factor',
    'target',
    'out',
    'junit',
    'md',
    'list',
    'open',
    'minutes',
    'round-seconds',
    'table',
    'method',
    'install',
    'topic',
    'remove',
    'contender',
  ])
    if (env[`npm_config_${option.replaceAll('-', '_')}`] !== undefined)
      throw new UsageError(
        `npm kept --${option} for itself: put -- before it, as in npm run ${env['npm_lifecycle_event'] ?? 'scenario'} -- --${option}`,
      );
}

function parse(argv: string[]) {
  try {
    return parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        list: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        quick: { type: 'boolean' },
        rate: { type: 'string' },
        duration: { type: 'string' },
        'fault-share': { type: 'string' },
        instances: { type: 'string', multiple: true },
        'kafka-nodes': { type: 'string' },
        seed: { type: 'string' },
        only: { type: 'string' },
        contenders: { type: 'string' },
        runs: { type: 'string' },
        'replication-factor': { type: 'string' },
        target: { type: 'string' },
        out: { type: 'string' },
        json: { type: 'string' },
        junit: { type: 'string' },
        md: { type: 'string' },
        open: { type: 'boolean' },
        quiet: { type: 'boolean' },
        'no-color': { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** The number an option was given, checked; undefined when it was not given. */
export function numberOf(
  option: string,
  text: string | undefined,
  { min, max, integer = false }: { min: number; max: number; integer?: boolean },
): number | undefined {
  if (text === undefined) return undefined;
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (
    !Number.isFinite(value) ||
    value < min ||
    value > max ||
    (integer && !Number.isInteger(value))
  )
    throw new UsageError(
      `${option}: "${text}" is not ${integer ? 'a whole number' : 'a number'} from ${min} to ${max}`,
    );
  return value;
}

/** The text an option was given, which must not be empty; undefined when it was not given. */
export function textOf(option: string, text: string | undefined): string | undefined {
  if (text !== undefined && text.trim() === '') throw new UsageError(`${option}: needs a path`);
  return text;
}

function kafkaNodesOf(text: string | undefined): KafkaNodeCount | undefined {
  if (text === undefined) return undefined;
  const nodes = kafkaNodeCounts.find((count) => String(count) === text.trim());
  if (nodes === undefined)
    throw new UsageError(`--kafka-nodes: "${text}" is not ${kafkaNodeCounts.join(' or ')}`);
  return nodes;
}

function targetOf(text: string | undefined): 'compose' | undefined {
  if (text === undefined || text === 'compose') return text;
  throw new UsageError(
    `--target: "${text}" is not compose; without it the servers are embedded, or your own`,
  );
}

function listOf(option: string, text: string | undefined): string[] | undefined {
  if (text === undefined) return undefined;
  const names = [...new Set(text.split(',').map((name) => name.trim()))].filter(Boolean);
  if (names.length === 0) throw new UsageError(`${option}: needs at least one name`);
  return names;
}

/** The known name closest to a mistyped one (Levenshtein distance), if it is close at all. */
export function nearestName(name: string, known: string[]): string | undefined {
  const ranked = known
    .map((candidate) => ({ candidate, distance: editDistance(name, candidate) }))
    .toSorted((a, b) => a.distance - b.distance)[0];
  return ranked && ranked.distance <= Math.max(2, name.length / 2) ? ranked.candidate : undefined;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(
        Math.min(
          (row[j] ?? 0) + 1,
          (next[j - 1] ?? 0) + 1,
          (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
        ),
      );
    row = next;
  }
  return row[b.length] ?? 0;
}
