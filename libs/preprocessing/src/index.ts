export * from './text/text-features.js';
