import { trainStepSuite } from './train-step.golden.js';

trainStepSuite('native');
