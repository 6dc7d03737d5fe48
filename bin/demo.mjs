// `npm run demo`: synthetic kitchen -> training -> index -> service, each step once and then reused.
import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, relative, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Command } from 'commander';
import { defaultsOf, ensureBuilt, entryOf } from './build.mjs';
import { startService } from './serve.mjs';

const HOST = '127.0.0.1';

export async function demo(root, args) {
  const options = new Command('seje demo')
    .exitOverride()
    .description(
      'Make a synthetic kitchen, train on it, and serve it with a page to try. Run again, it starts at once.',
    )
    .option('--port <n>', 'TCP port', '3000')
    .option('--recipes <n>', 'how many recipes', '1000')
    .option('--folder <dir>', 'where everything is kept', join(root, '.seje', 'demo'))
    .addHelpText('after', '\nExample:\n  $ npm run demo -- --port 8080')
    .parse(args, { from: 'user' })
    .opts();
  const port = Number(options.port);
  await assertPortFree(port);

  const kitchen = join(resolve(options.folder), `kitchen-${options.recipes}`);
  const run = join(resolve(options.folder), `run-${options.recipes}`);
  await ensureBuilt(root, ['training', 'api', 'web']);
  const { main } = await import(entryOf(root, 'training'));
  const experiment = join(root, 'training', 'experiments', 'demo.json');
  const steps = {
    '1/3 A synthetic kitchen': ['synthesize', '--recipes', options.recipes, '--seed', '1', '--out', kitchen],
    '2/3 From recipes and photos to a search index': [
      'pipeline',
      '--data',
      kitchen,
      '--out',
      run,
      '--experiment',
      experiment,
    ],
  };
  for (const [title, step] of Object.entries(steps)) {
    process.stderr.write(`\n${title}\n`);
    process.exitCode = await main(step, defaultsOf(root));
    if (process.exitCode !== 0) return;
  }

  process.stderr.write('\n3/3 The service\n');
  process.env.SEJE_ADMIN_KEY ??= randomBytes(12).toString('hex');
  process.env.LOG_LEVEL ??= 'warn';
  await startService(root, {
    bundle: join(run, 'bundle'),
    data: kitchen,
    port,
    host: HOST,
    provider: 'auto',
  });
  await untilReady(`http://${HOST}:${port}`);
  process.stdout.write(
    instructions(`http://${HOST}:${port}`, relative(process.cwd(), firstTestPhoto(kitchen))),
  );
}

/** A clear word now is better than one after minutes of work. */
function assertPortFree(port) {
  return new Promise((resolvePort, reject) => {
    const refused = (found, remedy) =>
      reject(Object.assign(new Error(`Port ${port} ${found}. ${remedy}`), { expected: true }));
    if (!Number.isInteger(port) || port < 1 || port > 65_535) {
      return refused('is not a port', 'Give a whole number from 1 to 65535 with --port.');
    }
    const probe = createServer();
    probe.once('error', (error) =>
      refused(
        error.code === 'EADDRINUSE' ? 'is taken by another program' : `cannot be used (${error.code})`,
        `Stop that program, or choose another port: npm run demo -- --port ${port === 65_535 ? port - 1 : port + 1}`,
      ),
    );
    probe.listen(port, HOST, () => probe.close(() => resolvePort()));
  });
}

async function untilReady(url) {
  for (;;) {
    const answer = await fetch(`${url}/health/ready`).catch(() => undefined);
    if (answer?.ok) return;
    await delay(100);
  }
}

function firstTestPhoto(kitchen) {
  let path = join(kitchen, 'images', 'test');
  for (;;) {
    const entries = readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    path = join(path, entries[0].name);
    if (entries[0].isFile()) return path;
  }
}

function instructions(url, photo) {
  return `
Ready. Open ${url} and drop a photo, or type a recipe.
The API is described at ${url}/docs. Ctrl-C stops.

Recipes for a photo:
  curl -F image=@${photo} '${url}/v1/search/recipes?limit=3'

Photos for a recipe:
  curl -H 'content-type: application/json' -d '{"title": "Tomato soup", "ingredients": ["4 tomatoes", "1 onion"]}' '${url}/v1/search/images?limit=3'

Add a recipe; searches find it at once:
  curl -X PUT -H 'x-api-key: ${process.env.SEJE_ADMIN_KEY}' -H 'content-type: application/json' -d '{"title": "Tomato soup", "ingredients": ["4 tomatoes"], "instructions": ["Simmer."]}' ${url}/v1/recipes/my-soup

Build the index again, while it goes on answering:
  curl -X POST -H 'x-api-key: ${process.env.SEJE_ADMIN_KEY}' ${url}/v1/admin/reindex
`;
}
