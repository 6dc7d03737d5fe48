export * from './recipe-source.js';
