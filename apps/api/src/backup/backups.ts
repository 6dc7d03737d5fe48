import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { estimatedBytes, writeBackup } from '@seje/catalogue';
import { CatalogueAccess } from '../catalogue/catalogue-access.js';
import { CONFIG, type Config } from '../config.js';
import { generationsFolder } from '../state-folder.js';
import { servingIn } from './serving.js';

export interface StartedBackup {
  readonly tar: Readable;
  /** An estimate from above. */
  readonly bytesAtMost: number;
}

/** Backups of the running service's catalogue. */
@Injectable()
export class Backups {
  constructor(
    private readonly catalogue: CatalogueAccess,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @throws SejeError NOT_READY, DATABASE_FAILED; the stream fails as `writeBackup` says */
  async start(): Promise<StartedBackup> {
    const { database, photos } = this.catalogue;
    const bytesAtMost = await estimatedBytes(database);
    const serving = await servingIn(generationsFolder(this.config.state));
    const tar = await writeBackup({ database, photos, photoSettings: this.config.photos, serving });
    return { tar, bytesAtMost };
  }
}
