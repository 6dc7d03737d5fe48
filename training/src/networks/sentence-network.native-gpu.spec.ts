import { sentenceNetworkSuite } from './sentence-network.golden.js';

sentenceNetworkSuite('native-gpu');
