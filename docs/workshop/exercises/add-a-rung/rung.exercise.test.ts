import { restContenders } from '../../../../rest-variant/contenders.ts';
import { restProfiles } from '../../../../rest-variant/policy.ts';
import { ladder } from '../../../../scenarios/ladder.ts';
import { describeRung } from './testing/describe-rung.ts';

describeRung({ profiles: restProfiles, contenders: restContenders, ladder });
