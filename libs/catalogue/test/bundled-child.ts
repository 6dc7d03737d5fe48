import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const repository = fileURLToPath(new URL('../../../', import.meta.url));

/** A TypeScript file that runs in processes of its own, so that they can be killed. */
export class BundledChild {
  private constructor(private readonly folder: string) {}

  /** Bundled to JavaScript where it finds node_modules. */
  static async of(source: URL): Promise<BundledChild> {
    const cache = join(repository, 'node_modules', '.cache');
    await mkdir(cache, { recursive: true });
    const folder = await mkdtemp(join(cache, 'catalogue-child-'));
    await build({
      configFile: false,
      logLevel: 'error',
      root: repository,
      resolve: { alias: { '@seje/core': join(repository, 'libs/core/src/index.ts') } },
      build: {
        ssr: fileURLToPath(source),
        outDir: folder,
        target: 'node20',
        rolldownOptions: { output: { entryFileNames: 'child.mjs' } },
      },
    });
    return new BundledChild(folder);
  }

  /**
   * Starts it with `options` as JSON, and hands over what it says, one JSON value a line.
   * Resolves once it has ended.
   * @param onSaid gets the process too, to kill it; after that, only what it had said before comes
   */
  async run(
    options: object,
    onSaid: (said: unknown, child: ChildProcessByStdio<null, Readable, null>) => void,
  ): Promise<void> {
    const child = spawn(process.execPath, [join(this.folder, 'child.mjs'), JSON.stringify(options)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    for await (const line of createInterface({ input: child.stdout })) {
      // A line that the kill has cut off was never said.
      if (line.endsWith('}')) onSaid(JSON.parse(line), child);
    }
    await ended;
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true });
  }
}
