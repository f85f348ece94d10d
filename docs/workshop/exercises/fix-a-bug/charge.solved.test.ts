import { charge } from './charge.solved.ts';
import { describeCharging } from './testing/describe-charging.ts';

describeCharging(charge);
