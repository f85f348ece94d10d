// `npm run doctor`: one line per thing a run needs; exit code 0 when all is there, 3 when something is missing.
import pc from 'picocolors';
import { examine, type Finding } from './doctor.ts';

const marks: Record<Finding['state'], string> = {
  ok: pc.green('✓ ok     '),
  missing: pc.red('✗ missing'),
  note: pc.yellow('– note   '),
};

const findings = await examine();
for (const { state, text, mend } of findings) {
  process.stdout.write(`${marks[state]}  ${text}\n`);
  if (mend !== undefined) process.stdout.write(`           to mend it: ${mend}\n`);
}
const missing = findings.filter(({ state }) => state === 'missing').length;
process.stdout.write(
  missing === 0
    ? '\nAll that a run needs is there: npm run scenario billing-down\n'
    : `\n${missing} thing(s) that a run needs are missing.\n`,
);
process.exitCode = missing === 0 ? 0 : 3;
