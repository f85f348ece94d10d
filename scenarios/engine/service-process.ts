// One process of a service: start, watch, kill, stop, start again, ask for gauges.
import { createControlClient, type ControlClient, type FaultTarget } from 'chaos-monkey-lite';
import { z } from 'zod';
import type { ManagedProcess, Standstill } from '../../shared/infra/process.ts';
import { waitUntil } from '../../shared/infra/wait.ts';
import type { ServiceRole } from '../../shared/variant.ts';

const readyDeadlineMs = 60_000;
const stopGraceMs = 9_000;

/** One instance of a service, whether it runs just now or not. */
export type RunningService = FaultTarget & {
  role: ServiceRole;
  control: ControlClient;
  /** Its pid, if this machine's process list shows it: what runs in a virtual machine is not there. */
  seenPid(): number | undefined;
  /** Runs `work`, during which the process may end without that being an accident. */
  expectExit(work: () => Promise<void>): Promise<void>;
  /** Asks it to finish what it has in hand and end; resolves when it is gone. */
  stop(): Promise<void>;
  /** The last thing it logged; undefined when it does not run or has said nothing. */
  lastWords(): string | undefined;
  /** Numbers and words of its `/gauges`; undefined while it does not answer. */
  gauges(): Promise<Record<string, number | string> | undefined>;
};

const gaugesSchema = z.record(z.string(), z.union([z.number(), z.string()]));

/** A process that is not started yet. `onUnexpectedExit` hears of one that ended without having been told to. */
export function serviceProcess(options: {
  role: ServiceRole;
  /** `billing`, `billing-2`. */
  name: string;
  /** Called for every start. */
  launch: () => Promise<ManagedProcess>;
  /** Whether that starts a container. */
  contained?: boolean;
  adminUrl: string;
  token: string;
  signal: AbortSignal;
  onUnexpectedExit: (name: string, how: string) => void;
}): RunningService {
  const { role, name, adminUrl, signal } = options;
  const told = new WeakSet<ManagedProcess>();
  let running: ManagedProcess | undefined;

  const start = async () => {
    const service = await options.launch();
    running = service;
    let ready = false;
    void service.exited.then(({ code, signal: by }) => {
      if (running === service) running = undefined;
      if (ready && !told.has(service))
        options.onUnexpectedExit(name, by ? `was ended by ${by}` : `exited with code ${code ?? 0}`);
    });
    await waitUntil(
      `the ${name} service to be ready`,
      async () => {
        if (!service.running())
          throw new Error(`the ${name} service did not start: ${lastMessage(service.logTail(1))}`);
        return (await get(`${adminUrl}/readyz`)) !== undefined;
      },
      { deadlineMs: readyDeadlineMs, everyMs: 25, signal },
    );
    ready = true;
  };

  const ending = async (end: (service: ManagedProcess) => Promise<void>) => {
    const service = running;
    if (!service) return;
    told.add(service);
    await end(service);
  };

  return {
    role,
    name,
    pid: () => running?.pid,
    seenPid: () => (running && 'seenPid' in running ? running.seenPid : running?.pid),
    ...(options.contained ? { standstill: standstillOf(() => running) } : {}),
    kill: () => ending((service) => service.kill()),
    stop: () => ending((service) => service.stop(stopGraceMs)),
    start,
    expectExit: async (work) => {
      const service = running;
      if (service) told.add(service);
      try {
        await work();
      } finally {
        if (service?.running()) told.delete(service);
      }
    },
    control: createControlClient({ url: adminUrl, token: options.token }),
    lastWords: () => {
      const tail = running?.logTail(1);
      return tail ? lastMessage(tail) : undefined;
    },
    gauges: async () => {
      const parsed = gaugesSchema.safeParse(await get(`${adminUrl}/gauges`));
      return parsed.success ? parsed.data : undefined;
    },
  };
}

/** Of whatever runs at that moment; nothing happens when nothing does. */
function standstillOf(running: () => ManagedProcess | undefined): Standstill {
  return {
    begin: () => running()?.standstill?.begin() ?? Promise.resolve(),
    end: () => running()?.standstill?.end() ?? Promise.resolve(),
  };
}

async function get(url: string): Promise<unknown> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(1_000) });
    return response.ok ? await response.json() : undefined;
  } catch {
    return undefined;
  }
}

const logLine = z.object({ message: z.string(), error: z.string().optional() });

function lastMessage(line: string): string {
  try {
    const parsed = logLine.parse(JSON.parse(line));
    return parsed.error ?? parsed.message;
  } catch {
    return line.trim() || 'it wrote nothing';
  }
}
