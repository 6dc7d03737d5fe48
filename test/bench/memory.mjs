// `npm run bench -- memory`: the text stages of Phase I over a million recipes, and the memory they hold.
import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureBuilt } from '../../bin/build.mjs';
import { seje } from './measurements.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const child = fileURLToPath(new URL('memory.child.mjs', import.meta.url));
/** V8 lets garbage lie until its limit is near: with a low one what is seen is what is held. MiB. */
const HEAP_LIMIT = 400;

/** @param folder takes the kitchen, the run and the curve as CSV */
export async function measureMemory(folder, args) {
  const { values } = parseArgs({
    args,
    options: {
      recipes: { type: 'string', default: '1000000' },
      dimension: { type: 'string', default: '50' },
    },
  });
  await mkdir(folder, { recursive: true });
  const kitchen = join(folder, `kitchen-${values.recipes}`);
  const settings = ['--recipes', values.recipes, '--seed', '1', '--text-only'];
  await seje('synthesize', ...settings, '--out', kitchen);
  await ensureBuilt(root, ['training']);
  const options = JSON.stringify({ ...values, root, folder, kitchen });
  await new Promise((resolve, reject) => {
    const measured = spawn(process.execPath, [`--max-old-space-size=${HEAP_LIMIT}`, child, options], {
      stdio: 'inherit',
    });
    measured.on('error', reject);
    measured.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`The measured process ended with ${code}`)),
    );
  });
}
