import { type CatalogueReader, MemoryCatalogue, openRecipeSource } from '@seje/catalogue';
import { SejeError } from '@seje/core';
import type { Logger } from 'pino';

/**
 * The catalogue as it was when a generation was published. An answer is looked up in the snapshot of the
 * generation it came from, so that a swap changes index and catalogue for a query in the same moment.
 */
export class CatalogueSnapshots {
  private readonly byGeneration = new Map<string, CatalogueReader>();
  private live: CatalogueReader | undefined;

  constructor(
    private readonly data: string,
    private readonly logger: Logger,
  ) {}

  /**
   * Reads the data folder anew.
   * @throws SejeError as its reader does
   */
  async read(): Promise<CatalogueReader> {
    const source = await openRecipeSource(this.data);
    return MemoryCatalogue.from(source, (report) => this.logger.info({ report }, 'catalogue read'));
  }

  /** The catalogue that answers by id, from now on. */
  show(catalogue: CatalogueReader): void {
    this.live = catalogue;
  }

  /** Registered before the swap, so that the first answer of the new generation finds it. */
  add(generation: string, catalogue: CatalogueReader): void {
    this.byGeneration.set(generation, catalogue);
  }

  /** Shows one generation's catalogue and forgets the others; answers still on their way hold their own. */
  keepOnly(generation: string): void {
    const kept = this.byGeneration.get(generation);
    if (kept === undefined) return;
    this.live = kept;
    for (const name of this.byGeneration.keys()) if (name !== generation) this.byGeneration.delete(name);
  }

  drop(generation: string): void {
    this.byGeneration.delete(generation);
  }

  get isShown(): boolean {
    return this.live !== undefined;
  }

  /** @throws SejeError NOT_READY until the catalogue has been read */
  get current(): CatalogueReader {
    if (this.live === undefined) {
      throw new SejeError('NOT_READY', {
        message: 'The catalogue is still being read',
        remedy: 'Ask again after the time in Retry-After.',
      });
    }
    return this.live;
  }

  of(generation: string): CatalogueReader {
    return this.byGeneration.get(generation) ?? this.current;
  }
}
