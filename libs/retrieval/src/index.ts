export * from './ranking/index.js';
export * from './vector-index.js';
