// Re-renders a saved result: `node --import tsx reports/cli.ts <result.json> [--out dir]`.
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { parseRunResultText } from '../shared/run-result.ts';
import { verdictSentence } from './findings.ts';
import { writeReport } from './write-report.ts';

const usage = 'usage: node --import tsx reports/cli.ts <result.json> [--out dir]';

/** Something the caller can put right; its message is the whole output. */
class UsageError extends Error {}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function readResult(path: string) {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new UsageError(`cannot read ${path}: ${messageOf(error)}`);
  });
  try {
    return parseRunResultText(text);
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
    const result = await readResult(path);
    const { htmlPath } = await writeReport(result, outDir);
    console.log(`${verdictSentence(result)}\n${htmlPath}`);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(error.message);
    return 2;
  }
}

if (import.meta.filename === process.argv[1]) process.exitCode = await main(process.argv.slice(2));
