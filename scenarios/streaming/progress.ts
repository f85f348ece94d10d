// What a person sees while the methods run: one line per phase, with the seconds counting on a terminal.
import type { FeedRunOptions } from './run.ts';

/** Hears of the run; call `close` before printing anything else. */
export function feedProgress(options: {
  stream: NodeJS.WriteStream;
  quiet: boolean;
  startedAtMs: number;
}): Pick<FeedRunOptions, 'onBoot' | 'onPhase'> & { close(): void } {
  const { stream, quiet, startedAtMs } = options;
  if (quiet) return { onBoot: () => undefined, onPhase: () => undefined, close: () => undefined };
  const isLive = stream.isTTY && !process.env['CI'];
  const elapsed = () => `${((Date.now() - startedAtMs) / 1_000).toFixed(1).padStart(6)} s`;
  let timer: NodeJS.Timeout | undefined;
  const close = () => {
    clearInterval(timer);
    if (timer && isLive) stream.write('\r\u001b[2K');
    timer = undefined;
  };
  return {
    close,
    onBoot: (detail) => void stream.write(`${elapsed()}  starting ${detail}\n`),
    onPhase: (method, phase, lengthMs) => {
      close();
      const length = lengthMs === null ? '' : ` for ${lengthMs / 1_000} s`;
      stream.write(`${elapsed()}  ${method}: ${words[phase] ?? phase}${length}\n`);
      if (!isLive) return;
      const sinceMs = Date.now();
      timer = setInterval(() => {
        const seconds = Math.round((Date.now() - sinceMs) / 1_000);
        stream.write(`\r\u001b[2K${elapsed()}  ${seconds} s`);
      }, 1_000);
    },
  };
}

const words: Record<string, string> = {
  calm: 'calm, one row at a time',
  storm: 'storm, transactions of all kinds and the kills,',
  drain: 'drain, until nothing more comes',
  idle: 'idle, nobody writes',
  backlog: 'backlog, the feed starts before a table full of changes',
};
