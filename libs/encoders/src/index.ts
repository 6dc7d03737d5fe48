export * from './embed-catalogue.js';
export * from './encoders.js';
export * from './image-head.js';
export * from './recipe-encoder.js';
export * from './recipe-head.js';
