import { scenarioSchema } from '../../../../scenarios/engine/scenario.ts';
import solved from './email-slow.solved.ts';
import { describeEmailSlow } from './testing/describe-email-slow.ts';

describeEmailSlow(() => Promise.resolve({ ...scenarioSchema.parse(solved), name: 'email-slow' }));
