/*
 * Makes a Python environment with hadolint, which a test lints the Dockerfiles with.
 * Usage: node test/docker/install.mjs      A second run only checks.
 * It lands in .seje/cache/hadolint-venv (SEJE_CACHE names another cache folder). 30 MB; needs Python 3 with venv.
 */
import { HADOLINT } from '../python/environments.mjs';
import { installPython } from '../python/install-python.mjs';

await installPython(HADOLINT);
