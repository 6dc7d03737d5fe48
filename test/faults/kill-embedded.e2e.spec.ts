import { describeKillTest } from './describe-kill-test.js';

describeKillTest('embedded');
