import { join } from 'node:path';
import type { PhotoStoreSettings } from '@seje/catalogue';
import { validated } from '@seje/core';
import { z } from 'zod';

/** Variables that put the photos' bytes into an S3-compatible bucket, where SEJE_PHOTOS_S3_BUCKET is given. */
export const photoVariables = {
  /** Address of the server: `https://s3.eu-central-1.amazonaws.com`, `http://minio:9000`. */
  SEJE_PHOTOS_S3_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  SEJE_PHOTOS_S3_REGION: z.string().default('us-east-1'),
  SEJE_PHOTOS_S3_BUCKET: z.string().optional(),
  /** Before the name of every object; several services may share a bucket by it. */
  SEJE_PHOTOS_S3_PREFIX: z.string().default(''),
  SEJE_PHOTOS_S3_ACCESS_KEY_ID: z.string().optional(),
  SEJE_PHOTOS_S3_SECRET_ACCESS_KEY: z.string().optional(),
  /** `false`: the bucket in the host name, as Amazon prefers it, not in the path. */
  SEJE_PHOTOS_S3_PATH_STYLE: z.enum(['true', 'false']).default('true'),
};

const photoSchema = z.object(photoVariables);
type PhotoVariables = z.output<typeof photoSchema>;

const TOGETHER = [
  'SEJE_PHOTOS_S3_ENDPOINT',
  'SEJE_PHOTOS_S3_BUCKET',
  'SEJE_PHOTOS_S3_ACCESS_KEY_ID',
  'SEJE_PHOTOS_S3_SECRET_ACCESS_KEY',
] as const;

/** Half of a bucket's settings is an oversight: all that it needs, or none. */
export function checkPhotoVariables(values: PhotoVariables, context: z.core.$RefinementCtx): void {
  const given = TOGETHER.filter((name) => values[name] !== undefined);
  if (given.length === 0) return;
  for (const name of TOGETHER) {
    if (values[name] !== undefined) continue;
    context.addIssue({ code: 'custom', path: [name], message: `is needed, as ${given.join(', ')} is given` });
  }
}

/**
 * For programs that need no other of the service's settings.
 * @throws SejeError SETTINGS_INVALID
 */
export function photoSettingsFrom(environment: NodeJS.ProcessEnv, folder: string): PhotoStoreSettings {
  const given = Object.entries(environment).filter(([name, value]) => value !== '' && name in photoVariables);
  const schema = photoSchema.superRefine(checkPhotoVariables);
  const values = validated(schema, Object.fromEntries(given), { where: 'The environment' });
  return photoSettings(values, folder);
}

/** @param folder where photos are kept as files, unless a bucket is named */
export function photoSettings(values: PhotoVariables, folder: string): PhotoStoreSettings {
  const {
    SEJE_PHOTOS_S3_ENDPOINT: endpoint,
    SEJE_PHOTOS_S3_BUCKET: bucket,
    SEJE_PHOTOS_S3_ACCESS_KEY_ID: accessKeyId,
    SEJE_PHOTOS_S3_SECRET_ACCESS_KEY: secretAccessKey,
  } = values;
  if (
    endpoint === undefined ||
    bucket === undefined ||
    accessKeyId === undefined ||
    secretAccessKey === undefined
  ) {
    return { kind: 'folder', folder: join(folder, 'photos') };
  }
  return {
    kind: 's3',
    endpoint,
    region: values.SEJE_PHOTOS_S3_REGION,
    bucket,
    prefix: values.SEJE_PHOTOS_S3_PREFIX.replace(/^\/+|\/+$/g, '').replace(/.$/, '$&/'),
    accessKeyId,
    secretAccessKey,
    pathStyle: values.SEJE_PHOTOS_S3_PATH_STYLE === 'true',
  };
}
