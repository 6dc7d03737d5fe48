export * from './embed-catalogue.js';
export * from './encoders.js';
export * from './image-head.js';
export * from './photo-encoder.js';
export * from './photo-feature-cache.js';
export * from './photo-trunk.js';
export * from './recipe-encoder.js';
export * from './recipe-head.js';
