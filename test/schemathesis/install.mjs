/*
 * Makes a Python environment with schemathesis, which the test of the OpenAPI document against a running service and
 * `npm run test:fuzz` use.
 * Usage: node test/schemathesis/install.mjs      A second run only checks.
 * It lands in .seje/cache/schemathesis-venv (SEJE_CACHE names another cache folder). About 100 MB; needs Python 3 with
 * venv.
 */
import { SCHEMATHESIS } from '../python/environments.mjs';
import { installPython } from '../python/install-python.mjs';

await installPython(SCHEMATHESIS);
