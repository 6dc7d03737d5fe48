/** Dependencies that neither the service nor a library imports. */
export const TRAINING_ONLY = [
  '@bufbuild/protobuf',
  '@iconify-json/noto',
  '@npmcli/config',
  '@tensorflow/tfjs',
  '@tensorflow/tfjs-backend-wasm',
  'cli-progress',
  'crc-32',
  'csv-parse',
  'ml-matrix',
  'onnx-buf',
  'pacote',
  'wabt',
];
