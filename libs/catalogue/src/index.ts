export * from './catalogue-reader.js';
export * from './memory-catalogue.js';
export * from './open-recipe-source.js';
export * from './recipe-source.js';
export * from './recipe1m/recipe1m-classes.js';
