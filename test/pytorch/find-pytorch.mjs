import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const cache = process.env.SEJE_CACHE ?? join(root, '.seje', 'cache');

export const VENV = join(cache, 'pytorch-venv');
export const VENV_PYTHON = join(VENV, 'bin', 'python');
export const NO_PYTORCH =
  'no Python with PyTorch: run "node test/pytorch/install.mjs", or name one with PYTORCH_PYTHON';

/** A Python that has PyTorch: PYTORCH_PYTHON, else the one installed here, else python3; undefined where none has. */
export function findPytorch() {
  const named = process.env.PYTORCH_PYTHON;
  const candidates = named === undefined ? [VENV_PYTHON, 'python3'] : [named];
  return candidates.find((python) => spawnSync(python, ['-c', 'import torch, numpy']).status === 0);
}
