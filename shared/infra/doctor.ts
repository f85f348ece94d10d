// Says before a run what this machine has and lacks, each with the command that mends it.
import { checkJava, checkJars, checkKafka } from './doctor-kafka.ts';
import {
  checkDisk,
  checkMemory,
  checkNode,
  checkOptional,
  checkPorts,
  checkRuns,
} from './doctor-machine.ts';
import { checkPostgres } from './doctor-postgres.ts';

/** One line of the report. Only `missing` keeps a run from working. */
export type Finding = {
  readonly state: 'ok' | 'missing' | 'note';
  /** What was found, with numbers and units. */
  readonly text: string;
  /** The command or setting that mends it. */
  readonly mend?: string;
};

/** Looks at everything a run needs. Never throws; removes what killed runs left behind. */
export async function examine(env: NodeJS.ProcessEnv = process.env): Promise<Finding[]> {
  const kafka = env['KAFKA_BROKERS'] ? [checkKafka(env)] : [checkJava(env), checkJars(env)];
  const checks: Promise<Finding>[] = [
    checkNode(),
    ...kafka,
    checkPostgres(env),
    checkPorts(),
    checkDisk(),
    checkMemory(),
    checkRuns(),
    checkOptional(env, 'Docker', ['docker'], 'only `docker compose` and --target compose need it'),
    checkOptional(
      env,
      'Chromium',
      ['chromium', 'chromium-browser', 'google-chrome'],
      'only the browser tests need it',
    ),
  ];
  return await Promise.all(checks.map(report));
}

async function report(check: Promise<Finding>): Promise<Finding> {
  try {
    return await check;
  } catch (error) {
    return { state: 'missing', text: error instanceof Error ? error.message : String(error) };
  }
}
