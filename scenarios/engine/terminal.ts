// What a person sees while a run lasts: phases with a live line on a terminal, plain lines elsewhere.
import { createColors } from 'picocolors';
import { targetOf } from './faults/fault-schema.ts';
import type { Ledger } from './ledger.ts';
import type { Progress } from './run.ts';
import type { NamedScenario } from './scenario.ts';

const refreshMs = 200;
const barWidth = 24;

/** Where lines go, and whether they may move and shine. */
export type TerminalOptions = {
  stream: NodeJS.WriteStream;
  color: boolean;
  scenario: NamedScenario;
  startedAtMs: number;
  now?: () => number;
};

/** For those who want no progress. */
export const silentTerminal: Progress & { close(): void } = {
  boot: () => undefined,
  phase: () => undefined,
  close: () => undefined,
};

/** A progress display; call `close` before printing anything else. */
export function createTerminal(options: TerminalOptions): Progress & { close(): void } {
  const { stream, scenario, startedAtMs, now = Date.now } = options;
  const live = stream.isTTY && !process.env['CI'];
  const paint = createColors(options.color && live && !process.env['NO_COLOR']);
  const loadMs = scenario.phases.steadyMs + scenario.phases.faultMs + scenario.phases.recoveryMs;
  let line = '';
  let redraw: (() => void) | undefined;
  let timer: NodeJS.Timeout | undefined;

  const show = (text: string) => {
    if (!live) return;
    stream.write(`\r\u001b[2K${text}`);
    line = text;
  };
  const print = (text: string) => {
    if (live && line) stream.write('\r\u001b[2K');
    line = '';
    stream.write(`${text}\n`);
  };
  const elapsed = () => `${((now() - startedAtMs) / 1_000).toFixed(1).padStart(5)} s`;
  const follow = (draw: () => void) => {
    redraw = draw;
    draw();
    timer ??= live ? setInterval(() => redraw?.(), refreshMs) : undefined;
  };
  const unfollow = () => {
    clearInterval(timer);
    timer = undefined;
    redraw = undefined;
  };

  const loadLine = (name: string, startedMs: number, ledger: Ledger) => {
    const { sent, confirmed, failed } = count(ledger);
    const atMs = Math.min(loadMs, now() - startedMs);
    const filled = Math.round((barWidth * atMs) / loadMs);
    const bar = `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)}`;
    const seconds = `${(atMs / 1_000).toFixed(0)}/${(loadMs / 1_000).toFixed(0)} s`;
    return `${elapsed()}  ${paint.bold(name)}  ${bar} ${seconds}  ${phaseAt(scenario, atMs)}  sent ${sent}  confirmed ${confirmed}  ${paint.red(`refused or failed ${failed}`)}`;
  };

  return {
    boot: (detail) => {
      if (live) show(`${elapsed()}  starting ${detail}`);
      else print(`${elapsed()}  starting ${detail}`);
    },
    phase: (contender, repetition, phase, ledger) => {
      const name = repetition > 0 ? `${contender} #${repetition + 1}` : contender;
      unfollow();
      if (phase === 'load' && ledger) {
        const startedMs = now();
        if (!live) print(`${elapsed()}  ${name}: load for ${loadMs / 1_000} s`);
        follow(() => show(loadLine(name, startedMs, ledger)));
      } else if (live) show(`${elapsed()}  ${paint.bold(name)}  ${phase}`);
      else print(`${elapsed()}  ${name}: ${phase}`);
      if (ledger && phase === 'check') {
        const { sent, confirmed, failed } = count(ledger);
        print(
          `${elapsed()}  ${paint.bold(name.padEnd(14))} sent ${sent}, users told: confirmed ${confirmed}, refused or failed ${failed}`,
        );
      }
    },
    close: () => {
      unfollow();
      if (live && line) stream.write('\r\u001b[2K');
      line = '';
    },
  };
}

function count(ledger: Ledger): { sent: number; confirmed: number; failed: number } {
  const totals = { sent: 0, confirmed: 0, failed: 0 };
  for (const entry of ledger.entries.values()) {
    if (entry.sentAtMs !== null) totals.sent++;
    if (entry.told === 'confirmed') totals.confirmed++;
    else if (entry.told === 'no-technical' || entry.answer === 'unknown') totals.failed++;
  }
  return totals;
}

function phaseAt({ phases, faults }: NamedScenario, atMs: number): string {
  if (faults.length === 0 || atMs < phases.steadyMs) return 'steady';
  if (atMs >= phases.steadyMs + phases.faultMs) return 'recovery';
  return `FAULT: ${faults.map((f) => `${targetOf(f)} ${f.kind}`).join(', ')}`;
}
