import { networksGolden } from './networks.golden.js';

networksGolden('native-gpu');
