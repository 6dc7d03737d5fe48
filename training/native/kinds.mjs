import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');

export const TFJS = '4.22.0';
export const TENSORFLOW = '2.21.0';

/**
 * What can be installed, side by side: the folder, the engine that opens it, wheels of PyPI with their checksums, the
 * folder that takes what is in them, the npm package of the addon, free space wanted while wheels are unpacked, in GiB.
 */
export const KINDS = {
  cpu: {
    directory: join(root, '.native'),
    engine: 'native',
    requirements: join(here, 'requirements-cpu.txt'),
    libraries: `tensorflow-cpu-${TENSORFLOW}`,
    addon: '@tensorflow/tfjs-node',
    gigabytes: 2,
    download: '274 MB',
  },
  gpu: {
    directory: join(root, '.native-gpu'),
    engine: 'native-gpu',
    requirements: join(here, 'requirements-gpu.txt'),
    libraries: `tensorflow-${TENSORFLOW}`,
    addon: '@tensorflow/tfjs-node-gpu',
    gigabytes: 11,
    download: '3.4 GB',
  },
};
