// Builds the parts of the project when their sources have changed since the last build.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

const SHARED = ['libs', 'package-lock.json', 'tsconfig.json', 'nest-cli.json'];
const nest = (root, project) => [
  join(root, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js'),
  'build',
  project,
];

/** What each part is built from, how, and where its entry lies. */
const PARTS = {
  training: {
    sources: [...SHARED, 'training/src', 'training/tsconfig.app.json'],
    command: (root) => nest(root, 'training'),
    entry: 'dist/training/training/src/main.js',
  },
  api: {
    sources: [...SHARED, 'apps/api'],
    command: (root) => nest(root, 'api'),
    entry: 'dist/apps/api/apps/api/src/main.js',
  },
  web: {
    sources: [...SHARED, 'apps/api', 'apps/web'],
    command: (root) => [join(root, 'apps', 'web', 'build.mjs')],
    entry: 'dist/web/index.html',
    needs: ['api'],
  },
};

/** Files that a build writes or that only tests read, left out of the fingerprint. */
const IGNORED =
  /(^|\/)(generated|node_modules|\.svelte-kit)(\/|$)|\.(spec|golden|fixture|contract|child|test-double)\.ts$/;
/** Between two looks at another process's build. */
const LOCK_POLL_MS = 200;

/** Where downloaded and converted networks are kept (SEJE_CACHE names another folder), and the experiment to run. */
export function defaultsOf(root) {
  return {
    cacheDir: process.env.SEJE_CACHE ?? join(root, '.seje', 'cache'),
    experiment: join(root, 'training', 'experiments', 'small-catalogue.json'),
  };
}

export function entryOf(root, part) {
  return pathToFileURL(join(root, PARTS[part].entry)).href;
}

/** Builds each named part (and what it needs) whose sources differ from its last build's. */
export async function ensureBuilt(root, parts) {
  for (const name of parts) {
    const part = PARTS[name];
    await ensureBuilt(root, part.needs ?? []);
    if (isFresh(root, name)) continue;
    await withLock(root, async () => {
      if (isFresh(root, name)) return;
      process.stderr.write(`Building ${name} ...\n`);
      rmSync(stampOf(root, name), { force: true });
      await run(root, name, part.command(root));
      mkdirSync(join(root, 'dist', '.fingerprints'), { recursive: true });
      writeFileSync(stampOf(root, name), fingerprint(root, part.sources));
    });
  }
}

const stampOf = (root, name) => join(root, 'dist', '.fingerprints', name);

function isFresh(root, name) {
  const part = PARTS[name];
  return (
    existsSync(join(root, part.entry)) &&
    existsSync(stampOf(root, name)) &&
    readFileSync(stampOf(root, name), 'utf8') === fingerprint(root, part.sources)
  );
}

function fingerprint(root, sources) {
  const hash = createHash('sha256');
  const add = (path) => {
    if (IGNORED.test(path)) return;
    if (statSync(join(root, path)).isDirectory()) {
      for (const name of readdirSync(join(root, path)).sort()) add(`${path}/${name}`);
    } else {
      hash
        .update(path)
        .update('\0')
        .update(readFileSync(join(root, path)));
    }
  };
  for (const source of sources) add(source);
  return hash.digest('hex');
}

async function withLock(root, work) {
  const lock = join(root, 'dist', '.building');
  mkdirSync(join(root, 'dist'), { recursive: true });
  let told = false;
  while (!created(lock)) {
    const owner = ownerOf(lock);
    if (!isAlive(owner)) {
      rmSync(lock, { recursive: true, force: true });
    } else if (!told) {
      process.stderr.write(`Waiting for process ${owner}, which is building ...\n`);
      told = true;
    }
    await delay(LOCK_POLL_MS);
  }
  try {
    await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function created(lock) {
  try {
    writeFileSync(lock, `${process.pid}`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Process that builds; NaN where it cannot be read, because it has just ended or died at once. */
function ownerOf(lock) {
  try {
    return Number.parseInt(readFileSync(lock, 'utf8'), 10);
  } catch {
    return Number.NaN;
  }
}

function isAlive(pid) {
  if (Number.isNaN(pid) || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function run(root, name, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0) return resolve();
      reject(Object.assign(new Error(`Building ${name} failed:\n${output}`), { expected: true }));
    });
  });
}
