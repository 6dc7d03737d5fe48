export * from './catalogue-reader.js';
export * from './memory-catalogue.js';
export * from './open-recipe-source.js';
export * from './recipe-source.js';
