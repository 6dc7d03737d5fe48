import { networksGolden } from './networks.golden.js';

networksGolden('wasm');
