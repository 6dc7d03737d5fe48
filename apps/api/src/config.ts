import { MAX_RATE_LIMIT, type PhotoStoreSettings } from '@seje/catalogue';
import { validated } from '@seje/core';
import { resolve } from 'node:path';
import { z } from 'zod';
import { checkPhotoVariables, photoSettings, photoVariables } from './photo-settings.js';
import { catalogueFolder } from './state-folder.js';
import { type TracingSettings, tracingSettings, tracingVariables } from './tracing/tracing-settings.js';

/** Nest injects the service's settings under this token. */
export const CONFIG = Symbol('Config');

/** Variables of the project's other programs, which the service has no use for. */
const OF_OTHER_PROGRAMS = new Set(['SEJE_CACHE', 'SEJE_RESNET50_TARBALL', 'SEJE_SERVICE']);

const wholeNumber = (minimum: number, maximum: number): z.ZodType<number> =>
  z
    .string()
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.int().min(minimum).max(maximum));
const portList = z
  .string()
  .regex(/^\d{1,5}(,\d{1,5})*$/, 'must be ports with commas between, such as 80,443');
/** As browsers name an origin: scheme, host, port where it is not the scheme's own, nothing after. */
const origins = z
  .string()
  .transform((list) => list.split(',').map((origin) => origin.trim()))
  .pipe(z.array(z.string().refine(isOrigin, 'must be origins such as https://kitchen.example, by commas')));
const folder = z.string().transform((path) => resolve(path));

const variables = z.strictObject({
  /** Folder of the bundle that training wrote. */
  SEJE_BUNDLE: folder,
  /**
   * Folder of recipes and their photos, in any layout that `openRecipeSource` knows: taken into the
   * catalogue at start and at each reindex. Absent: the catalogue is written by its endpoints alone.
   */
  SEJE_DATA: folder.optional(),
  /** Folder that the service writes: catalogue, index generations, photo features. */
  SEJE_STATE: folder,
  /** A PostgreSQL server for the catalogue, `postgres://user@host/database`. Absent: an embedded database. */
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  /** 0 takes any free port; the line `listening` names it. */
  PORT: wholeNumber(0, 65_535).default(3000),
  /** Address to listen on; `0.0.0.0` for every network. Without any key only the loopback is taken. */
  HOST: z.string().default('127.0.0.1'),
  /** 1: whoever asks may search and read, on any network and whatever keys there are. */
  SEJE_OPEN: z.enum(['0', '1']).default('0'),
  /** A key with scope admin that is in no database, for making the first ones. Not limited in its rate. */
  SEJE_ADMIN_KEY: z.string().min(16, 'must have at least 16 characters').optional(),
  /** `auto` takes CUDA where it loads; `cuda` refuses to start where it does not. */
  EXECUTION_PROVIDER: z.enum(['auto', 'cpu', 'cuda']).default('auto'),
  /** Most queries that may wait or run at once, each with a photo of up to 25 MB; one more answers 429. */
  SEJE_QUEUE_SIZE: wholeNumber(1, 10_000).default(64),
  /** Largest body of an import, bytes. */
  SEJE_IMPORT_BYTES: wholeNumber(1, 1024 ** 4).default(1024 ** 3),
  /** Longest time a query may take, waiting included, milliseconds; then 504. */
  SEJE_DEADLINE_MS: wholeNumber(100, 600_000).default(15_000),
  /**
   * Vectors beside the index (what was written since it was built) from which on a reindex is started to
   * fold them in: each search compares with all of them, 5,000 of width 1,024 in about 30 ms of busy cores.
   * 0: never.
   */
  SEJE_REINDEX_AFTER: wholeNumber(0, 1_000_000).default(5_000),
  /** CPU threads of one encoder run; absent: one for each physical core. */
  SEJE_ENGINE_THREADS: wholeNumber(1, 1024).optional(),
  /** `1`: a search may name the address of a photo, which the service fetches. */
  SEJE_FETCH_URLS: z.enum(['0', '1']).default('0'),
  /** Ports that photos may be fetched from. */
  SEJE_FETCH_PORTS: portList.default('80,443'),
  /**
   * Requests a minute for a key that has no limit of its own, and for an address that brings no good key
   * (those of this machine are not counted); one more answers 429. 0 for any number.
   */
  SEJE_RATE_LIMIT: wholeNumber(0, MAX_RATE_LIMIT).default(600),
  /** Origins whose pages may call the API, by commas. Absent: none but its own. */
  SEJE_CORS_ORIGINS: origins.default([]),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  /** Folder of the built page, served at `/`. Absent: no page. */
  SEJE_WEB: folder.optional(),
  ...photoVariables,
  ...tracingVariables,
});
const environmentSchema = variables.superRefine(checkPhotoVariables);

export interface Config {
  readonly bundle: string;
  readonly data: string | undefined;
  readonly state: string;
  readonly databaseUrl: string | undefined;
  /** Where photos' bytes are kept. Has a secret in it: never logged. */
  readonly photos: PhotoStoreSettings;
  readonly port: number;
  readonly host: string;
  readonly open: boolean;
  readonly adminKey: string | undefined;
  readonly executionProvider: 'auto' | 'cpu' | 'cuda';
  readonly queueSize: number;
  readonly importBytes: number;
  readonly deadlineMs: number;
  readonly reindexAfter: number;
  readonly engineThreads: number | undefined;
  readonly fetchUrls: boolean;
  readonly fetchPorts: ReadonlySet<number>;
  readonly rateLimit: number;
  readonly corsOrigins: readonly string[];
  readonly logLevel: z.infer<typeof environmentSchema>['LOG_LEVEL'];
  readonly web: string | undefined;
  /** Absent: no traces. */
  readonly tracing: TracingSettings | undefined;
}

/**
 * The service's settings from environment variables. An empty value counts as absent; a variable named
 * `SEJE_...` that is none of ours is refused, since it is a misspelt one.
 * @throws SejeError SETTINGS_INVALID, with every problem at once
 */
export function configFrom(environment: NodeJS.ProcessEnv): Config {
  const ours = Object.entries(environment).filter(
    ([name, value]) =>
      value !== '' &&
      (name in environmentSchema.shape || name.startsWith('SEJE_')) &&
      !OF_OTHER_PROGRAMS.has(name),
  );
  const values = validated(environmentSchema, Object.fromEntries(ours), {
    where: 'The environment',
    remedy: 'Set or correct every variable named above.',
  });
  return Object.freeze({
    bundle: values.SEJE_BUNDLE,
    data: values.SEJE_DATA,
    state: values.SEJE_STATE,
    databaseUrl: values.DATABASE_URL,
    photos: photoSettings(values, catalogueFolder(values.SEJE_STATE)),
    port: values.PORT,
    host: values.HOST,
    open: values.SEJE_OPEN === '1',
    adminKey: values.SEJE_ADMIN_KEY,
    executionProvider: values.EXECUTION_PROVIDER,
    queueSize: values.SEJE_QUEUE_SIZE,
    importBytes: values.SEJE_IMPORT_BYTES,
    deadlineMs: values.SEJE_DEADLINE_MS,
    reindexAfter: values.SEJE_REINDEX_AFTER,
    engineThreads: values.SEJE_ENGINE_THREADS,
    fetchUrls: values.SEJE_FETCH_URLS === '1',
    fetchPorts: new Set(values.SEJE_FETCH_PORTS.split(',').map(Number)),
    rateLimit: values.SEJE_RATE_LIMIT,
    corsOrigins: values.SEJE_CORS_ORIGINS,
    logLevel: values.LOG_LEVEL,
    web: values.SEJE_WEB,
    tracing: tracingSettings(values),
  });
}

function isOrigin(text: string): boolean {
  return /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}
