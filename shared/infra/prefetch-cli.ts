// `npm run prefetch`: after it, a run needs no network; exit code 0 when all is there, 3 when something is missing.
import { countMissing, findingLines } from './finding-lines.ts';
import { prefetch } from './prefetch.ts';

const findings = await prefetch({
  onProgress: ({ done, total, bytes }) => {
    if (process.stderr.isTTY)
      process.stderr.write(`\r  ${done} of ${total} jars, ${Math.round(bytes / 1e6)} MB\u001B[K`);
  },
});
if (process.stderr.isTTY) process.stderr.write('\r\u001B[K');
const missing = countMissing(findings);
process.stdout.write(`${findingLines(findings).join('\n')}\n`);
process.stdout.write(
  missing === 0
    ? '\nEverything is here: from now on this machine needs no network.\n'
    : `\n${missing} thing(s) are missing.\n`,
);
process.exitCode = missing === 0 ? 0 : 3;
