import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'vite';

const repository = fileURLToPath(new URL('../../../../', import.meta.url));

export interface BundledWorker {
  readonly url: URL;
  remove(): Promise<void>;
}

/** The entry file of word2vec's threads as JavaScript, where it finds node_modules: threads run no TypeScript. */
export async function bundledWorker(): Promise<BundledWorker> {
  const cache = join(repository, 'node_modules', '.cache');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'word2vec-worker-'));
  await build({
    configFile: false,
    logLevel: 'error',
    root: repository,
    resolve: { alias: { '@seje/core': join(repository, 'libs/core/src/index.ts') } },
    build: {
      ssr: fileURLToPath(new URL('word2vec.worker.ts', import.meta.url)),
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
