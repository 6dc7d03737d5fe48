import { lossesGolden } from './losses.golden.js';

lossesGolden('native-gpu');
