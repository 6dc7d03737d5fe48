// `node test/load/main.mjs <name>`: measurements of the running service under load. They are TypeScript and use
// the project's libraries from their sources, so Vite loads them.
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';
import { ensureBuilt } from '../../bin/build.mjs';
import config from '../../vitest.config.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Runs `measure` of the file of that name beside this one. */
export async function measureUnderLoad(name, args) {
  await ensureBuilt(root, ['api']);
  const file = fileURLToPath(new URL(`${name}.ts`, import.meta.url));
  const { module } = await runnerImport(file, { root, configFile: false, resolve: config.resolve });
  await module.measure(args);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [name, ...args] = process.argv.slice(2);
  await measureUnderLoad(name, args);
}
