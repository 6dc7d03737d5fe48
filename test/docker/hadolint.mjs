import { join } from 'node:path';
import { HADOLINT } from '../python/environments.mjs';

/** The linter of Dockerfiles; there where `node test/docker/install.mjs` has been run. */
export const hadolint = join(HADOLINT.folder, 'bin', 'hadolint');

export const NO_HADOLINT = 'no hadolint here: run "node test/docker/install.mjs"';
