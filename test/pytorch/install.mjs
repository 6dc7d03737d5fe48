/*
 * Makes a Python environment with PyTorch, which `npm run bench -- train-step` compares with and the module of
 * docs/interchange.md runs in.
 * Usage: node test/pytorch/install.mjs      A second run only checks.
 * It lands in .seje/cache/pytorch-venv (SEJE_CACHE names another cache folder). Some GB; needs Python 3 with venv.
 */
import { PYTORCH } from '../python/environments.mjs';
import { installPython } from '../python/install-python.mjs';

await installPython(PYTORCH);
