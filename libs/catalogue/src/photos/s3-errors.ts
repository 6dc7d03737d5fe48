import { S3ServiceException } from '@aws-sdk/client-s3';
import { SejeError, messageOf } from '@seje/core';
import type { S3PhotoSettings } from './photo-store-settings.js';

type Place = Pick<S3PhotoSettings, 'endpoint' | 'bucket'>;

/** Statuses of a refusal that another try may not meet: timeout, too many requests. */
const PASSING = new Set([408, 429]);

/** Of one object; a missing bucket is `NoSuchBucket`. An answer to HEAD has no body, so its name is its status. */
export function isMissing(error: unknown): boolean {
  return error instanceof S3ServiceException && (error.name === 'NoSuchKey' || error.name === 'NotFound');
}

/** What a server said when it was first asked: a refusal is of the settings. Servers name theirs differently. */
export function refusedAtStart(place: Place, error: unknown): SejeError {
  const status = error instanceof S3ServiceException ? (error.$metadata.httpStatusCode ?? 0) : 0;
  if (!(error instanceof S3ServiceException) || status < 400 || status >= 500 || PASSING.has(status)) {
    return photoStoreFailed(place, error);
  }
  return new SejeError('SETTINGS_INVALID', {
    message: `The bucket ${place.bucket} at ${place.endpoint} cannot be used for photos`,
    found: `${error.name}: ${error.message}`,
    remedy:
      error.name === 'NoSuchBucket'
        ? 'Make that bucket, or name another one.'
        : 'Give its region, and a key that may list, get, put and delete its objects.',
    cause: error,
  });
}

export function photoStoreFailed({ endpoint, bucket }: Place, error: unknown): SejeError {
  return new SejeError('PHOTO_STORE_FAILED', {
    message: `The photo store ${bucket} at ${endpoint} did not do what it was asked`,
    found: error instanceof S3ServiceException ? `${error.name}: ${error.message}` : messageOf(error),
    remedy: 'Try again; if it stays so, look at its log, and check address and key.',
    cause: error,
  });
}
