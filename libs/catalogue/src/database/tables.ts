import type { ColumnType, JSONColumnType } from 'kysely';
import type { Partition } from '@seje/core';
import type { Scope } from '../keys/scopes.js';
import type { PhotoSource } from '../folder/folder-ledger.js';

/** The tables that the migrations make, column by column. */
export interface CatalogueTables {
  /** One row: every write locks it, so that writes have one order, and counts its sequence up. */
  catalogue_state: { id: 1; sequence: number };
  recipes: RecipesTable;
  photos: PhotosTable;
  changes: ChangesTable;
  idempotency_keys: IdempotencyKeysTable;
  job_progress: JobProgressTable;
  api_keys: ApiKeysTable;
  folder_records: FolderRecordsTable;
  /** One row: the fingerprint of the folder that was taken in last, whole. */
  folder_state: { id: 1; fingerprint: string };
}

export interface RecipesTable {
  id: string;
  title: string;
  ingredients: JSONColumnType<string[]>;
  instructions: JSONColumnType<string[]>;
  tags: JSONColumnType<string[]>;
  partition: Partition | null;
  url: string | null;
  /** SHA-256 of the content, by which a write that changes nothing is known. */
  content_hash: string;
  /** The sequence number of the write that made it as it is. */
  revision: number;
  created_at: ColumnType<Date, Date, never>;
  updated_at: Date;
}

export interface PhotosTable {
  id: string;
  recipe_id: string;
  /** Hex SHA-256 of the bytes: their name in the `PhotoStore`. */
  content: string;
  type: string;
  bytes: number;
  width: number;
  height: number;
  revision: number;
  updated_at: Date;
}

/** The last change of each recipe and photo that ever was. */
export interface ChangesTable {
  kind: 'recipe' | 'photo';
  id: string;
  recipe_id: string;
  operation: 'upsert' | 'delete';
  sequence: number;
}

export interface IdempotencyKeysTable {
  key: string;
  request_hash: string;
  /** JSON of what the work returned. */
  outcome: JSONColumnType<object>;
  created_at: Date;
}

/** What pg-boss does not keep of a job. */
export interface JobProgressTable {
  job_id: string;
  progress: JSONColumnType<object> | null;
  checkpoint: JSONColumnType<object> | null;
  updated_at: Date;
}

/** Keys that were ever made; a revoked one stays. */
export interface ApiKeysTable {
  id: string;
  /** Hex SHA-256 of the secret, which is nowhere. */
  secret_digest: string;
  name: string;
  scopes: JSONColumnType<Scope[]>;
  /** Requests a minute, 0 for any number; null: as the service is set. */
  rate_limit: number | null;
  created_at: ColumnType<Date, Date, never>;
  expires_at: ColumnType<Date | null, Date | null, never>;
  last_used_at: Date | null;
  revoked_at: Date | null;
}

/** What the folder brought. */
export interface FolderRecordsTable {
  kind: 'recipe' | 'photo';
  id: string;
  recipe_id: string;
  /** Of the record as the folder brought it. */
  revision: number;
  /** The last pass over the folder that met it. */
  pass: string;
  source: JSONColumnType<PhotoSource> | null;
}
