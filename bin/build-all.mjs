// `npm run build`: builds every part whose sources have changed; with names, `node bin/build-all.mjs api web`, those.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBuilt } from './build.mjs';

const named = process.argv.slice(2);

try {
  const parts = named.length > 0 ? named : ['training', 'api', 'web'];
  await ensureBuilt(dirname(dirname(fileURLToPath(import.meta.url))), parts);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
