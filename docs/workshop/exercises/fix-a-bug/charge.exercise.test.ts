import { charge } from './charge.ts';
import { describeCharging } from './testing/describe-charging.ts';

describeCharging(charge);
