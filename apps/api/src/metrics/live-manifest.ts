import { join } from 'node:path';
import { type GenerationManifest, readGenerationManifest } from '@seje/retrieval';

/** Manifests of the generations that answer, each read once: a generation never changes. */
export class LiveManifest {
  private read:
    { readonly name: string; readonly manifest: Promise<GenerationManifest | undefined> } | undefined;

  /** @param root folder of the generations */
  constructor(private readonly root: string) {}

  /** @returns undefined where it cannot be read, which whoever opens the generation reports */
  of(name: string): Promise<GenerationManifest | undefined> {
    if (this.read?.name !== name) {
      this.read = { name, manifest: readGenerationManifest(join(this.root, name)).catch(() => undefined) };
    }
    return this.read.manifest;
  }
}
