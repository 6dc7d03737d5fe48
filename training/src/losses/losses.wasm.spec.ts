import { lossesGolden } from './losses.golden.js';

lossesGolden('wasm');
