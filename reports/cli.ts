// Re-renders a saved result: `node --import tsx reports/cli.ts <result.json> [--out dir]`.
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { parseFeedResult } from '../shared/feed-result.ts';
import { parseRunResultText } from '../shared/run-result.ts';
import { feedVerdict } from './feed-words.ts';
import { verdictSentence } from './findings.ts';
import { writeFeed } from './write-feed.ts';
import { writeReport } from './write-report.ts';

const usage = 'usage: node --import tsx reports/cli.ts <result.json> [--out dir]';

/** Something the caller can put right; its message is the whole output. */
class UsageError extends Error {}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const feedDocument = z.object({ kind: z.literal('change-feed') });

/** The document when it says that it compares change feeds; null for every other text. */
function feedIn(text: string): unknown {
  try {
    const data: unknown = JSON.parse(text);
    return feedDocument.safeParse(data).success ? data : null;
  } catch {
    // What is no JSON at all is refused by the reader of runs, with the reason.
    return null;
  }
}

/** The result in a text, as its sentence and the way to write its page. */
function readable(text: string) {
  const feed = feedIn(text);
  if (feed !== null) {
    const result = parseFeedResult(feed);
    return { verdict: feedVerdict(result), write: (dir: string) => writeFeed(result, dir) };
  }
  const result = parseRunResultText(text);
  return { verdict: verdictSentence(result), write: (dir: string) => writeReport(result, dir) };
}

async function readResult(path: string) {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new UsageError(`cannot read ${path}: ${messageOf(error)}`);
  });
  try {
    return readable(text);
  } catch (error) {
    throw new UsageError(`${path}: ${messageOf(error)}`);
  }
}

function readArguments(argv: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { out: { type: 'string' } },
    });
    const [path, ...extra] = positionals;
    if (path === undefined || extra.length > 0) throw new UsageError(usage);
    return { path, outDir: values.out ?? dirname(path) };
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError(`${messageOf(error)}\n${usage}`);
  }
}

/** Renders the file named on the command line; resolves to the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    const { path, outDir } = readArguments(argv);
    const { verdict, write } = await readResult(path);
    const { htmlPath } = await write(outDir);
    console.log(`${verdict}\n${htmlPath}`);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(error.message);
    return 2;
  }
}

if (import.meta.filename === process.argv[1]) process.exitCode = await main(process.argv.slice(2));
