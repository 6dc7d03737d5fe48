/*
 * Carries out the steps of docker/api.Dockerfile in plain folders, where there is no Docker: the build stage in a copy
 * of what is committed, then what the image copies out of it alone in a folder without write bits. From there it starts
 * the service as a user without rights, with an empty home, waits until it answers searches, runs the health check,
 * and tells the folder's size and the system libraries that its binaries name.
 * Usage: node docker/prove.mjs [--keep]      Minutes, and about 2.5 GB in the temporary folder; needs git, Python 3 and g++.
 */
import { execFileSync, spawn } from 'node:child_process';
import { chownSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { copiesOf, environmentOf, stagesOf } from './dockerfile.mjs';
import { megabytesOf, systemLibrariesOf } from './measure.mjs';
import { writePlates } from './plates.mjs';

const repository = dirname(dirname(fileURLToPath(import.meta.url)));
const [build, image] = stagesOf(join(repository, 'docker', 'api.Dockerfile'));
/** Debian's "nobody", where this is run by root; otherwise whoever runs it. */
const user = process.getuid() === 0 ? { uid: 65_534, gid: 65_534 } : {};
const READY_WITHIN_MS = 120_000;
const say = (text) => process.stdout.write(`${text}\n`);

const work = mkdtempSync(join(tmpdir(), 'seje-image-'));
const [source, root, state, data, home] = ['app', 'image', 'state', 'data', 'home'].map((name) =>
  join(work, name),
);
try {
  runBuildStage();
  assembleImage();
  await writePlates(root, data);
  for (const folder of [state, home]) {
    mkdirSync(folder);
    if (user.uid !== undefined) chownSync(folder, user.uid, user.gid);
  }
  execFileSync('chmod', ['-R', 'a-w,a+rX', root]);
  execFileSync('chmod', ['a+rx', work]);
  await startService();
  say(`node_modules and dist: ${megabytesOf(root)} MB`);
  say(`system libraries: ${systemLibrariesOf(root).join(' ')}`);
} finally {
  if (process.argv.includes('--keep')) say(`kept: ${work}`);
  else {
    execFileSync('chmod', ['-R', 'u+w', work]);
    rmSync(work, { recursive: true });
  }
}

/** Its COPY steps are one copy of the commit; its RUN steps run as they are written. */
function runBuildStage() {
  mkdirSync(source);
  execFileSync('sh', ['-c', `git archive HEAD | tar -x -C "${source}"`], { cwd: repository });
  for (const { text } of build.steps.filter(({ keyword }) => keyword === 'RUN')) {
    say(`RUN ${text}`);
    execFileSync('sh', ['-c', text], { cwd: source, stdio: ['ignore', 'ignore', 'inherit'] });
  }
}

function assembleImage() {
  for (const { sources, target } of copiesOf(image, build.name)) {
    for (const path of sources) {
      const from = join(source, path.replace(/^\/app\//, ''));
      // A folder's content is copied to the target; files to the folder that ends with a slash.
      const to = target.endsWith('/') ? join(root, target, basename(path)) : join(root, target);
      mkdirSync(dirname(to), { recursive: true });
      cpSync(from, to, { recursive: true, verbatimSymlinks: true });
    }
  }
}

async function startService() {
  const bundle = join(repository, 'test', 'fixtures', 'formats', '0.1', 'bundle');
  cpSync(bundle, join(work, 'bundle'), { recursive: true });
  const places = { '/app/': `${root}/`, '/bundle': join(work, 'bundle'), '/data': data, '/state': state };
  const port = String(await freePort());
  const env = { PATH: process.env.PATH, HOME: home, LOG_LEVEL: 'warn', ...environmentOf(image) };
  for (const [name, value] of Object.entries(env)) {
    const place = Object.keys(places).find((place) => value.startsWith(place));
    if (name.startsWith('SEJE_') && place !== undefined) env[name] = value.replace(place, places[place]);
  }
  Object.assign(env, { HOST: '127.0.0.1', PORT: port, SEJE_ADMIN_KEY: 'only for this proof' });
  const options = { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'], ...user };
  const started = performance.now();
  const service = spawn(process.execPath, ['docker/seje.mjs', 'serve'], options);
  const ended = new Promise((done) => service.once('exit', done));
  try {
    await untilReady(`http://127.0.0.1:${port}`, service);
    say(`ready after ${((performance.now() - started) / 1000).toFixed(1)} s`);
    execFileSync(process.execPath, ['docker/health.mjs'], options);
    say('health check: passed');
  } finally {
    service.kill('SIGTERM');
    say(`ended with ${await ended}`);
  }
}

async function untilReady(url, service) {
  const limit = performance.now() + READY_WITHIN_MS;
  for (;;) {
    const ready = await fetch(`${url}/health/ready`).then(
      ({ status }) => status === 200,
      () => false,
    );
    if (ready) return;
    if (service.exitCode !== null || performance.now() > limit)
      throw new Error('the service did not get ready');
    await delay(200);
  }
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
