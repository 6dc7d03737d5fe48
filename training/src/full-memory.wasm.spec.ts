import { fullMemoryGolden } from './full-memory.golden.js';

fullMemoryGolden('wasm');
