import { adamSuite } from './adam-rule.golden.js';

adamSuite('native-gpu');
