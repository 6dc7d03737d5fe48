export * from './create-vector-index.js';
export * from './gate/index.js';
export * from './generation/index.js';
export * from './live-index.js';
export type { HnswSettings } from './hnsw-settings.js';
export * from './ranking/index.js';
export * from './vector-index.js';
