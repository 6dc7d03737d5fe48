// `npm run test:fuzz -- --photos N --bodies N --seed S`. It is TypeScript that uses the project's libraries from their
// sources, so Vite loads it.
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';
import { ensureBuilt } from '../../bin/build.mjs';
import config from '../../vitest.config.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
await ensureBuilt(root, ['api']);
const file = fileURLToPath(new URL('fuzz.ts', import.meta.url));
const { module } = await runnerImport(file, { root, configFile: false, resolve: config.resolve });
process.exitCode = await module.fuzz(process.argv.slice(2));
