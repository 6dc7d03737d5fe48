export * from './manifest.js';
export * from './onnx-session.js';
