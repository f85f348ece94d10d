// Whether Docker can be used for a run: an engine that answers, a Compose that is new enough, and no project in the way.
import { z } from 'zod';
import { EnvironmentError } from '../environment-error.ts';
import { docker } from './docker.ts';

/** The project of a run; the file's own name is for people who type `docker compose up`. */
export const runProject = 'rest-vs-broker-run';
const ownProject = 'rest-vs-broker';
/** Since then `up --wait`, `ls --format json` and the file's conditions of `depends_on` are all there. */
const oldestCompose = [2, 20] as const;

const projects = z.array(z.object({ Name: z.string(), Status: z.string().optional() }));

/** Throws EnvironmentError with one sentence when a run on Compose could not work. Starts nothing. */
export async function requireDocker(signal?: AbortSignal): Promise<void> {
  await docker(['version', '--format', '{{.Server.Version}}'], { signal }).catch(
    explained('no Docker engine answers: start it (Docker Desktop, or `systemctl start docker`)'),
  );
  const version = await docker(['compose', 'version', '--short'], { signal }).catch(
    explained('Docker has no Compose plugin: install docker-compose-plugin'),
  );
  if (!isNewEnough(version.trim()))
    throw new EnvironmentError(
      `Docker Compose ${version.trim()} is too old: ${oldestCompose.join('.')} or newer is needed`,
    );
  await refuseRunningProject(signal);
}

/** Two projects would share the machine, and one of them would be measured as if it were alone. */
async function refuseRunningProject(signal?: AbortSignal): Promise<void> {
  const text = await docker(['compose', 'ls', '--all', '--format', 'json'], { signal }).catch(
    explained('Docker Compose does not list its projects'),
  );
  const names = parseProjects(text);
  if (names.includes(runProject))
    throw new EnvironmentError(
      `the compose project ${runProject} is there already, of a run that goes on or was killed: wait for that run, or remove it with docker compose -p ${runProject} down --volumes --remove-orphans`,
    );
  if (names.includes(ownProject))
    throw new EnvironmentError(
      `the compose project ${ownProject} is running already and would disturb the run: stop it with docker compose -p ${ownProject} down --remove-orphans, or run on its servers by KAFKA_BROKERS and DATABASE_URL`,
    );
}

/** Names in the answer of `docker compose ls --format json`. Throws EnvironmentError for anything else. */
export function parseProjects(text: string): string[] {
  try {
    return projects.parse(JSON.parse(text)).map(({ Name }) => Name);
  } catch (cause) {
    throw new EnvironmentError('Docker Compose lists its projects in a form not known here', {
      cause,
    });
  }
}

function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const [oldestMajor, oldestMinor] = oldestCompose;
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}

/** Turns any failure of a call into the sentence that mends it, with what docker said in brackets. */
export function explained(sentence: string): (cause: unknown) => never {
  return (cause) => {
    if (cause instanceof EnvironmentError || !(cause instanceof Error)) throw cause;
    if (cause.name !== 'DockerError') throw cause;
    throw new EnvironmentError(`${sentence} (${cause.message})`, { cause });
  };
}
