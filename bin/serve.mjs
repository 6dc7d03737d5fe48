// `seje serve`: translates its options into the service's environment and starts it in this process.
import { dirname, join, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { ensureBuilt, entryOf } from './build.mjs';

export async function serve(root, args) {
  const command = new Command('seje serve')
    .exitOverride()
    .description('Start the service: photo -> recipes, recipe -> photos, the page at / and the API at /docs.')
    .requiredOption('--bundle <dir>', 'bundle written by "seje export" or "seje pipeline"')
    .option(
      '--data <dir>',
      'a folder of recipes and photos to take into the catalogue, in any supported layout',
    )
    .option(
      '--state <dir>',
      'where catalogue, index and photo cache live (default: the folder of the bundle)',
    )
    .option('--port <n>', 'TCP port', '3000')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .addOption(
      new Option('--provider <name>', 'execution provider').choices(['auto', 'cpu', 'cuda']).default('auto'),
    )
    .addHelpText(
      'after',
      `
Without any key it takes --host on this machine only, and whoever is on it may search. "seje keys create" makes
keys; SEJE_ADMIN_KEY is one for making the first; SEJE_OPEN=1 lets everybody search. docs/access.md has the rules.

Without --data the catalogue holds what was put into it by PUT /v1/recipes and POST /v1/recipes/import.

Examples:
  $ npx seje serve --bundle runs/mine/bundle --data my-recipes
  $ SEJE_ADMIN_KEY=$(openssl rand -hex 16) npx seje serve --bundle runs/mine/bundle --data my-recipes --port 8080`,
    )
    .parse(args, { from: 'user' });
  const options = command.opts();
  await startService(root, options);
}

/** Starts the service with the given options; every path may be relative to the working directory. */
export async function startService(root, options) {
  await ensureBuilt(root, ['api', 'web']);
  const bundle = resolve(options.bundle);
  Object.assign(process.env, {
    SEJE_BUNDLE: bundle,
    SEJE_DATA: options.data === undefined ? '' : resolve(options.data),
    SEJE_STATE: resolve(options.state ?? dirname(bundle)),
    SEJE_WEB: join(root, 'dist', 'web'),
    PORT: String(options.port),
    HOST: options.host,
    EXECUTION_PROVIDER: options.provider,
  });
  await import(entryOf(root, 'api'));
}
