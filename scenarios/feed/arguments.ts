// The command line of `npm run feed`, parsed and checked before anything starts.
import { createHash, randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { captureMethods, type CaptureMethod } from '../../shared/change-feed.ts';
import { nearestName, UsageError } from '../engine/arguments.ts';

export const feedUsage = `Usage: npm run feed -- --table T [options]

Streams the changes of a table into a Kafka topic and shows them here as they arrive, until Ctrl-C.
From a running "npm run live" (its orders, for example), or from the servers that DATABASE_URL and
KAFKA_BROKERS name.

  --table T            the table, with or without its schema (of npm run live: orders, for example)
  --method M           how changes are found (default snapshot-polling):
                         timestamp-polling, snapshot-polling, logical-replication
  --install            add to the table what the method needs (columns, triggers, an index); of itself
                       for a table of npm run live
  --topic NAME         keep topic, position and slot at the end, and go on there the next time
                       (default: a topic of this run alone, with nothing left at the end)
  --remove             remove what --topic has kept, and stop
  --contender C        of npm run live: whose database (default: the first one with topics)
  --json               the records as they are, one per line, and nothing else on standard output
  --no-color           plain text
  --help               this text

Exit codes: 1 internal error, 2 usage, 3 environment, 130 ended by you (0 with --remove).`;

/** What the user asked for. */
export type FeedArguments = {
  help: boolean;
  /** Empty only where it is not needed: for --help and --remove. */
  table: string;
  method: CaptureMethod;
  install: boolean;
  /** Undefined: a topic of this run alone. */
  topic: string | undefined;
  remove: boolean;
  contender: string | undefined;
  json: boolean;
  color: boolean;
};

/** Parses `argv`; throws UsageError naming the option. */
export function parseFeedArguments(argv: string[]): FeedArguments {
  const values = parse(argv);
  const help = values.help ?? false;
  const remove = values.remove ?? false;
  const table = wordOf('--table', values.table);
  const topic = wordOf('--topic', values.topic);
  if (topic !== undefined && !/^[a-zA-Z0-9._-]{1,200}$/.test(topic))
    throw new UsageError(
      `--topic: "${topic}" is no name of a topic (up to 200 letters, digits, dots, dashes and underscores)`,
    );
  if (remove && topic === undefined && !help)
    throw new UsageError('--remove: needs --topic, the name of what was kept');
  if (table === undefined && !remove && !help)
    throw new UsageError('--table: which table? For example --table orders. See --help.');
  return {
    ...{ help, remove, topic, table: table ?? '' },
    method: methodOf(values.method),
    install: values.install ?? false,
    contender: wordOf('--contender', values.contender),
    json: values.json ?? false,
    color: !(values['no-color'] ?? false),
  };
}

/** The feed's name and topic: of this run alone, or always the same for the topic that is kept. */
export function namesOf(topic: string | undefined): { name: string; topic: string } {
  if (topic === undefined) {
    const name = `tail_${randomBytes(4).toString('hex')}`;
    return { name, topic: `feed.${name}` };
  }
  const plain = topic.toLowerCase().replaceAll(/[^a-z0-9_]/g, '_');
  if (plain === topic && plain.length <= 40) return { name: plain, topic };
  // Two topics must not share a position because their names differ in nothing that a feed's may have.
  const mark = createHash('sha256').update(topic).digest('hex').slice(0, 8);
  return { name: `${plain.slice(0, 31)}_${mark}`, topic };
}

function methodOf(text: string | undefined): CaptureMethod {
  const wanted = text ?? 'snapshot-polling';
  const found = captureMethods.find((method) => method === wanted);
  if (found) return found;
  const near =
    captureMethods.find((method) => method.startsWith(wanted)) ??
    nearestName(wanted, [...captureMethods]);
  throw new UsageError(
    `--method: there is no method "${wanted}"${near ? `; did you mean "${near}"?` : ''} (known: ${captureMethods.join(', ')})`,
  );
}

function wordOf(option: string, text: string | undefined): string | undefined {
  if (text !== undefined && text.trim() === '') throw new UsageError(`${option}: needs a name`);
  return text?.trim();
}

const options = {
  table: { type: 'string' },
  method: { type: 'string' },
  install: { type: 'boolean' },
  topic: { type: 'string' },
  remove: { type: 'boolean' },
  contender: { type: 'string' },
  json: { type: 'boolean' },
  'no-color': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

function parse(argv: string[]) {
  try {
    return parseArgs({ args: argv, options }).values;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const unknown = /Unknown option '--([\w-]+)'/.exec(message)?.[1];
    const near = unknown === undefined ? undefined : nearestName(unknown, Object.keys(options));
    throw new UsageError(
      unknown === undefined
        ? message
        : `--${unknown}: there is no such option${near ? `; did you mean --${near}?` : ''} See --help.`,
      { cause: error },
    );
  }
}
