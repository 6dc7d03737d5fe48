export * from './bundle.js';
export * from './manifest.js';
export * from './onnx-session.js';
export * from './write-bundle.js';
