import { loadScenario } from '../../../../scenarios/engine/catalog.ts';
import { existingName } from '../../../../scenarios/engine/choose.ts';
import { describeEmailSlow } from './testing/describe-email-slow.ts';

describeEmailSlow(async () => loadScenario(await existingName({ name: 'email-slow' })));
