export * from './encoders.js';
