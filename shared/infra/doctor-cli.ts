// `npm run doctor`: one line per thing a run needs; exit code 0 when all is there, 3 when something is missing.
import { examine } from './doctor.ts';
import { countMissing, findingLines } from './finding-lines.ts';

const findings = await examine();
const missing = countMissing(findings);
process.stdout.write(`${findingLines(findings).join('\n')}\n`);
process.stdout.write(
  missing === 0
    ? '\nAll that a run needs is there: npm run scenario billing-down\n'
    : `\n${missing} thing(s) that a run needs are missing.\n`,
);
process.exitCode = missing === 0 ? 0 : 3;
