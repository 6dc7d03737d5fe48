import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'vite';

const repository = fileURLToPath(new URL('../../../', import.meta.url));
const LIBS = ['core', 'artifacts', 'preprocessing'];

export interface BundledWorker {
  readonly url: URL;
  remove(): Promise<void>;
}

/**
 * The entry file of a worker thread as JavaScript, where it finds node_modules: threads run no TypeScript.
 * @param entry the TypeScript file
 */
export async function bundledWorker(entry: URL): Promise<BundledWorker> {
  const cache = join(repository, 'node_modules', '.cache');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'bundled-worker-'));
  await build({
    configFile: false,
    logLevel: 'error',
    root: repository,
    resolve: {
      alias: Object.fromEntries(
        LIBS.map((name) => [`@seje/${name}`, join(repository, 'libs', name, 'src', 'index.ts')]),
      ),
    },
    build: {
      ssr: fileURLToPath(entry),
      outDir: folder,
      target: 'node20',
      rolldownOptions: { output: { entryFileNames: 'worker.mjs' } },
    },
  });
  return {
    url: pathToFileURL(join(folder, 'worker.mjs')),
    remove: () => rm(folder, { recursive: true }),
  };
}
