import { z } from 'zod';

/**
 * A backup is a tar file: `backup.json`, then pages of tables (`tables/recipes/000001.ndjson`, a row a line)
 * and photos (`photos/ab/abcd…`) as they were read, and at last `manifest.json`: without it, it is not whole.
 *
 * `recipes`, `photos` and `changes` are in the order of the feed of changes. A record that was written while
 * the backup was made is there more than once, and the line whose revision is that of its last change counts.
 */
export const BACKUP_FORMAT = 1;

export const HEAD = 'backup.json';
export const MANIFEST = 'manifest.json';

/** Tables whose rows the feed of changes leads to. */
export const FEED_TABLES = ['changes', 'recipes', 'photos'] as const;

/**
 * Tables that are read page by page before the feed, and the SQL that orders them. A key that is in a backup
 * has its writes there too; one recorded meanwhile is not there, and its request would be done again. A
 * record that a folder changed meanwhile is no longer the folder's in what is restored.
 */
export const PLAIN_TABLES = [
  { table: 'idempotency_keys', key: 'key' },
  { table: 'api_keys', key: 'id' },
  { table: 'folder_records', key: `kind || '/' || id` },
] as const;

/**
 * Of the process, not of the catalogue: how far its jobs had come, which state of a folder it has seen (what
 * is restored looks at the folder anew). The sequence is in the manifest.
 */
export const LEFT_OUT = [
  'job_progress',
  'folder_state',
  'catalogue_state',
  'kysely_migration',
  'kysely_migration_lock',
];

const name = z.string().regex(/^(?:backup\.json|tables\/[a-z_]+\/\d{6,}\.ndjson)$/);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** Where the bytes of photos were kept: `folder` where they are in the backup. */
const photoPlaceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('folder') }),
  z.strictObject({ kind: z.literal('s3'), endpoint: z.string(), bucket: z.string(), prefix: z.string() }),
]);

/** `backup.json`. */
export const headSchema = z.strictObject({
  format: z.literal(BACKUP_FORMAT),
  createdAt: z.iso.datetime(),
  /** Names of the migrations that the tables had seen. */
  migrations: z.array(z.string()).min(1),
  photos: photoPlaceSchema,
  /** What the service answered with; an index is built anew from the catalogue. Absent: no service had run. */
  serving: z.strictObject({ bundle: z.string(), generation: z.string() }).optional(),
});

/** `manifest.json`. */
export const manifestSchema = z.strictObject({
  /** The last number that the catalogue had given. */
  sequence: z.int().nonnegative(),
  files: z.array(z.strictObject({ name, bytes: z.int().positive(), sha256 })),
  photos: z.strictObject({
    count: z.int().nonnegative(),
    bytes: z.int().nonnegative(),
    /** Contents that photos have and whose bytes the store no longer had, or had damaged. */
    missing: z.array(sha256),
  }),
});

export type BackupHead = z.infer<typeof headSchema>;
export type BackupManifest = z.infer<typeof manifestSchema>;
