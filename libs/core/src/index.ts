export * from './durable-file.js';
export * from './errors.js';
export * from './matrix.js';
export * from './progress.js';
export * from './random.js';
export * from './recipe.js';
export * from './validate.js';
export * from './writer-lock.js';
