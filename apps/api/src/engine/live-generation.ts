import { type Generation, LiveIndex } from '@seje/retrieval';
import type { EmbeddedChanges } from './embedded-changes.js';
import type { GenerationInfo, OverlayInfo } from './protocol.js';

/** A generation and, in memory, what has changed in the catalogue since it was built. */
export class LiveGeneration {
  readonly recipes: LiveIndex;
  readonly images: LiveIndex;
  private sequence: number;

  constructor(private readonly generation: Generation) {
    this.recipes = new LiveIndex(generation.recipes);
    this.images = new LiveIndex(generation.images);
    this.sequence = generation.manifest.catalogueSequence ?? 0;
  }

  get name(): string {
    return this.generation.manifest.name;
  }

  /** What it was when it was opened. */
  get info(): GenerationInfo {
    const { manifest, recipes, images } = this.generation;
    const { name, catalogueSequence } = manifest;
    return {
      name,
      recipes: recipes.size,
      images: images.size,
      ...(catalogueSequence !== undefined && { catalogueSequence }),
    };
  }

  get overlay(): OverlayInfo {
    const { recipes, images, sequence } = this;
    return { recipes: recipes.overlaySize, images: images.overlaySize, sequence };
  }

  /**
   * Makes changes visible in both indexes at once, or in neither.
   * @param until number in the catalogue's feed that they reach to
   * @throws SejeError VECTOR_INVALID
   */
  apply({ recipes, images }: EmbeddedChanges, until: number): void {
    this.recipes.check(recipes);
    this.images.check(images);
    this.recipes.apply(recipes);
    this.images.apply(images);
    this.sequence = until;
  }
}
