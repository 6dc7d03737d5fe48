// `npm run build`: builds every part whose sources have changed.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBuilt } from './build.mjs';

try {
  await ensureBuilt(dirname(dirname(fileURLToPath(import.meta.url))), ['training', 'api', 'web']);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
