import { Readable } from 'node:stream';
import { SejeError, sha256 } from '@seje/core';
import { type Pack, pack } from 'tar-stream';
import type { CatalogueDatabase } from '../database/catalogue-database.js';
import { onDatabase } from '../database/database-errors.js';
import { checkKnown, migrationsOf } from '../database/migrate.js';
import type { PhotoStoreSettings } from '../photos/photo-store-settings.js';
import { placeOf } from '../photos/content-name.js';
import type { PhotoStore } from '../photos/photo-store.js';
import { BACKUP_FORMAT, type BackupHead, type BackupManifest, HEAD, MANIFEST } from './backup-format.js';
import { type TablePage, feedPages, plainPages } from './table-pages.js';

/** What a backup is made of. */
export interface BackupSource {
  readonly database: CatalogueDatabase;
  readonly photos: PhotoStore;
  /** Where the photos are: those in a bucket are named in the backup, and their bytes left where they are. */
  readonly photoSettings: PhotoStoreSettings;
  /** The bundle and index generation that the service answers with. */
  readonly serving?: BackupHead['serving'];
  readonly now?: () => Date;
}

/**
 * A backup as a stream, made as fast as it is read, while the catalogue is written.
 * The stream fails with DATABASE_FAILED, PHOTO_STORE_FAILED or FILE_DAMAGED.
 * @throws SejeError CATALOGUE_VERSION_UNKNOWN, DATABASE_FAILED
 */
export async function writeBackup(source: BackupSource): Promise<Readable> {
  const { database, photoSettings, serving, now = () => new Date() } = source;
  const migrations = await onDatabase(database.where, () => migrationsOf(database.queries));
  checkKnown(migrations, `The catalogue in ${database.where}`);
  const createdAt = now();
  const head: BackupHead = {
    format: BACKUP_FORMAT,
    createdAt: createdAt.toISOString(),
    migrations,
    photos: placeInHead(photoSettings),
    ...(serving === undefined ? {} : { serving }),
  };
  const tar = pack();
  new BackupWriter(tar, source, createdAt).write(head).then(
    () => tar.finalize(),
    (error: Error) => tar.destroy(error),
  );
  // A piece may be a photo: none is read ahead.
  return Readable.from(tar, { highWaterMark: 1 });
}

function placeInHead(settings: PhotoStoreSettings): BackupHead['photos'] {
  if (settings.kind === 'folder') return { kind: 'folder' };
  const { kind, endpoint, bucket, prefix } = settings;
  return { kind, endpoint, bucket, prefix };
}

class BackupWriter {
  private readonly files: BackupManifest['files'] = [];
  private readonly missing = new Set<string>();
  private photos = { count: 0, bytes: 0 };
  private readonly pages = new Map<string, number>();

  constructor(
    private readonly tar: Pack,
    private readonly source: BackupSource,
    private readonly createdAt: Date,
  ) {}

  async write(head: BackupHead): Promise<void> {
    await this.addFile(HEAD, JSON.stringify(head));
    for await (const page of plainPages(this.source.database)) await this.addPage(page);
    const feed = feedPages(this.source.database);
    for (;;) {
      const next = await feed.next();
      if (next.done === true) return this.addManifest(next.value);
      await this.addPage(next.value);
    }
  }

  private async addPage({ table, rows }: TablePage): Promise<void> {
    const number = (this.pages.get(table) ?? 0) + 1;
    this.pages.set(table, number);
    const name = `tables/${table}/${String(number).padStart(6, '0')}.ndjson`;
    await this.addFile(name, rows.map((row) => `${row}\n`).join(''));
    if (table === 'photos' && this.source.photoSettings.kind === 'folder') {
      const contents = rows.map((row) => (JSON.parse(row) as { content: string }).content);
      for (const content of new Set(contents)) await this.addPhoto(content);
    }
  }

  /** What the store has lost cannot be saved: the manifest names it, and the rest is. */
  private async addPhoto(content: string): Promise<void> {
    const bytes = await this.source.photos.get(content).catch((error: unknown) => {
      if (error instanceof SejeError && error.code === 'CHECKSUM_MISMATCH') return undefined;
      throw error;
    });
    if (bytes === undefined) {
      this.missing.add(content);
      return;
    }
    await this.add(`photos/${placeOf(content)}`, Buffer.from(bytes));
    this.photos = { count: this.photos.count + 1, bytes: this.photos.bytes + bytes.byteLength };
  }

  private async addManifest(sequence: number): Promise<void> {
    const photos = { ...this.photos, missing: [...this.missing] };
    const manifest: BackupManifest = { sequence, files: this.files, photos };
    await this.add(MANIFEST, Buffer.from(JSON.stringify(manifest)));
  }

  private async addFile(name: string, text: string): Promise<void> {
    const content = Buffer.from(text);
    await this.add(name, content);
    this.files.push({ name, bytes: content.byteLength, sha256: sha256(content) });
  }

  /** Resolves once whoever reads the tar has taken it. */
  private add(name: string, content: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      this.tar.entry({ name, mtime: this.createdAt }, content, (error) =>
        error ? reject(error) : resolve(),
      );
    });
  }
}
