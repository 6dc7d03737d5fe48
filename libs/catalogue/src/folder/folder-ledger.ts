import type { PhotoContent } from '../store/stored-records.js';

/** A photo's file as it was when it was taken, and what it became. */
export interface PhotoSource {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Time of change, milliseconds. */
  readonly changed: number;
  /** Hex SHA-256 of the file. */
  readonly hash: string;
  /** The cleaned photo. */
  readonly cleaned: PhotoContent;
}

/** A recipe or photo that the folder brought. */
export interface FolderRecord {
  readonly kind: 'recipe' | 'photo';
  readonly id: string;
  /** The photo's recipe; of a recipe, itself. */
  readonly recipeId: string;
  /** The one that taking it gave: where the catalogue has another, somebody else has written it since. */
  readonly revision: number;
  /** Of photos only. */
  readonly source?: PhotoSource;
}

/** The catalogue's memory of what came from the folder; it changes in the transactions of the records. */
export interface FolderLedger {
  /** Those that are known, by id. */
  known(kind: FolderRecord['kind'], ids: readonly string[]): Promise<Map<string, FolderRecord>>;
  /** Writes down that this pass over the folder has met them. */
  note(pass: string, records: readonly FolderRecord[]): Promise<void>;
  /** Records that this pass has not met, recipes before photos. */
  left(pass: string, limit: number): Promise<FolderRecord[]>;
  forget(records: readonly Pick<FolderRecord, 'kind' | 'id'>[]): Promise<void>;
  /** Of the folder that was taken in last, whole. */
  fingerprint(): Promise<string | undefined>;
  setFingerprint(fingerprint: string): Promise<void>;
}
