import type { Readable } from 'node:stream';
import { SejeError, messageOf, parseJson, sha256 } from '@seje/core';
import { type Header, extract } from 'tar-stream';
import { isContent } from '../photos/content-name.js';
import {
  type BackupHead,
  type BackupManifest,
  HEAD,
  MANIFEST,
  headSchema,
  manifestSchema,
} from './backup-format.js';

/** Largest entry taken, bytes: a page of the longest recipes, or a photo many times the largest that is let in. */
const MAX_ENTRY_BYTES = 2 ** 28;
const TABLE_PAGE = /^tables\/([a-z_]+)\/\d{6,}\.ndjson$/;
const PHOTO = /^photos\/([0-9a-f]{2})\/(\1[0-9a-f]{62})$/;

/** Takes what a backup holds, as it is read. Whether it is whole is known only in the end. */
export interface BackupTaker {
  head?(head: BackupHead): Promise<void>;
  page?(table: string, name: string, content: Buffer): Promise<void>;
  photo?(content: string, bytes: Buffer): Promise<void>;
}

/**
 * Reads a backup and checks all of it, each file by its SHA-256, in the memory of one page or photo.
 * @throws SejeError BACKUP_INVALID where it is cut off, damaged or none; whatever `taker` throws of ours
 */
export async function readBackup(tar: Readable, taker: BackupTaker = {}): Promise<BackupManifest> {
  const reader = new BackupReader(taker);
  const entries = extract();
  tar.on('error', (error) => entries.destroy(error));
  tar.pipe(entries);
  try {
    for await (const entry of entries) await reader.take(entry.header.name, await contentOf(entry));
  } catch (error) {
    if (error instanceof SejeError && error.code !== 'JSON_INVALID') throw error;
    throw invalid('it cannot be read', messageOf(error), error);
  } finally {
    tar.destroy();
  }
  return reader.manifest();
}

class BackupReader {
  private readonly files = new Map<string, { readonly bytes: number; readonly sha256: string }>();
  private photos = { count: 0, bytes: 0 };
  private found: BackupManifest | undefined;

  constructor(private readonly taker: BackupTaker) {}

  async take(name: string, content: Buffer): Promise<void> {
    if (this.files.size === 0 && name !== HEAD) throw invalid('it does not begin as one', name);
    if (this.found !== undefined) throw invalid('it goes on after its manifest', name);
    const [, table] = TABLE_PAGE.exec(name) ?? [];
    const [, , photo] = PHOTO.exec(name) ?? [];
    if (name === MANIFEST) {
      this.found = parseJson(manifestSchema, content.toString(), context(MANIFEST));
    } else if (name === HEAD) {
      this.addFile(name, content);
      await this.taker.head?.(parseJson(headSchema, content.toString(), context(HEAD)));
    } else if (table !== undefined) {
      this.addFile(name, content);
      await this.taker.page?.(table, name, content);
    } else if (photo !== undefined && isContent(photo)) {
      if (sha256(content) !== photo) throw invalid('a photo is damaged', name);
      this.photos = { count: this.photos.count + 1, bytes: this.photos.bytes + content.byteLength };
      await this.taker.photo?.(photo, content);
    } else {
      throw invalid('it holds what no backup holds', name);
    }
  }

  /** Compares what was read with what was written. */
  manifest(): BackupManifest {
    const manifest = this.found;
    if (manifest === undefined) throw invalid('it is cut off', 'no manifest.json at its end');
    for (const { name, bytes, sha256: hash } of manifest.files) {
      const file = this.files.get(name);
      if (file === undefined) throw invalid('a file is missing', name);
      if (file.bytes !== bytes || file.sha256 !== hash) throw invalid('a file is damaged', name);
    }
    const { count, bytes } = manifest.photos;
    if (
      this.files.size !== manifest.files.length ||
      this.photos.count !== count ||
      this.photos.bytes !== bytes
    ) {
      throw invalid(
        'files or photos are missing',
        `${this.files.size} of ${manifest.files.length} files, ${this.photos.count} of ${count} photos`,
      );
    }
    return manifest;
  }

  private addFile(name: string, content: Buffer): void {
    if (this.files.has(name)) throw invalid('a file comes twice', name);
    this.files.set(name, { bytes: content.byteLength, sha256: sha256(content) });
  }
}

async function contentOf(entry: AsyncIterable<unknown> & { readonly header: Header }): Promise<Buffer> {
  const { name, size, type } = entry.header;
  if (type !== 'file') throw invalid('it holds what no backup holds', `${name}, a ${type}`);
  if (size > MAX_ENTRY_BYTES) throw invalid('a file is too large', `${name}, ${size} bytes`);
  const chunks: Buffer[] = [];
  for await (const chunk of entry) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const context = (where: string) => ({
  where: `The file ${where} of the backup`,
  code: 'BACKUP_INVALID' as const,
  remedy: 'Use the version that wrote it, or another backup.',
});

/** @param why a clause */
export function invalid(why: string, found: string, cause?: unknown): SejeError {
  return new SejeError('BACKUP_INVALID', {
    message: `This backup is of no use: ${why}`,
    found,
    remedy: 'Take another backup, or copy this one again.',
    cause,
  });
}
