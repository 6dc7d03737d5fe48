// `npm run bench -- sentence-shards`: sentence features as float16 shards, written, and read batch by batch.
import { spawn } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureBuilt } from '../../bin/build.mjs';
import { root } from './built-training.mjs';

const child = fileURLToPath(new URL('sentence-shards.child.mjs', import.meta.url));

/** @param folder takes the feature set, which is deleted afterwards */
export async function measureSentenceShards(folder, args) {
  const { values } = parseArgs({
    args,
    options: {
      recipes: { type: 'string', default: '50000' },
      dimension: { type: 'string', default: '1024' },
      precision: { type: 'string', default: 'float16' },
    },
  });
  await ensureBuilt(root, ['training']);
  await mkdir(folder, { recursive: true });
  const directory = join(folder, 'features');
  const settings = { ...values, directory };
  try {
    // a process each, so that the memory of one is not counted with the other's
    for (const part of ['write', 'read']) await inChild({ part, ...settings });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function inChild(settings) {
  return new Promise((resolve, reject) => {
    const measured = spawn(process.execPath, [child, JSON.stringify(settings)], { stdio: 'inherit' });
    measured.on('error', reject);
    measured.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`The measured process ended with ${code}`)),
    );
  });
}
