import { setTimeout as wait } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { CleanedPhoto } from '@seje/catalogue';
import { type ErrorCode, SejeError } from '@seje/core';
import { PhotoCleaner } from './photo-cleaner.js';

/** Between two questions whether the engine has room, milliseconds; and how often it is asked. */
const PAUSE_MS = 500;
const PATIENCE = 240;
/** Times that a photo may end the engine, or take it all its time, while it is the only one. */
const ATTEMPTS_ALONE = 2;

const BUSY: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['QUEUE_FULL', 'ENGINE_DOWN', 'NOT_READY']);
const FULL: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['QUEUE_FULL']);
const LOST: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['ENGINE_DOWN', 'DEADLINE_EXCEEDED']);

/** Cleans photos for a job: queries go first, and an engine that starts again is waited for. */
@Injectable()
export class PatientCleaner {
  /** Settles with the last photo that is tried alone. */
  private alone: Promise<unknown> = Promise.resolve();

  constructor(private readonly cleaner: PhotoCleaner) {}

  /**
   * A photo that was on its way when the engine went down is tried again by itself, so that none is blamed
   * for another.
   * @throws SejeError what the photo is refused with; PHOTO_UNREADABLE where it ends the engine
   */
  async clean(photo: Uint8Array, signal?: AbortSignal): Promise<CleanedPhoto> {
    try {
      return await this.whenThereIsRoom(photo, signal);
    } catch (error) {
      if (!isOneOf(error, LOST)) throw error;
    }
    const cleaned = this.alone.then(() => this.cleanAlone(photo, signal));
    this.alone = cleaned.catch(() => undefined);
    return cleaned;
  }

  private async cleanAlone(photo: Uint8Array, signal: AbortSignal | undefined): Promise<CleanedPhoto> {
    for (let attempt = 1; attempt <= ATTEMPTS_ALONE; attempt++) {
      try {
        return await this.whenThereIsRoom(photo, signal);
      } catch (error) {
        if (!isOneOf(error, LOST)) throw error;
      }
    }
    throw new SejeError('PHOTO_UNREADABLE', {
      message: 'The photo cannot be decoded',
      found: `the engine did not answer, ${ATTEMPTS_ALONE + 1} times`,
      remedy: 'Leave the photo out, or save it anew with another program.',
    });
  }

  private async whenThereIsRoom(photo: Uint8Array, signal: AbortSignal | undefined): Promise<CleanedPhoto> {
    for (let asked = 1; ; asked++) {
      signal?.throwIfAborted();
      let inEngine = false;
      try {
        this.cleaner.requireRoom();
        inEngine = true;
        return await this.cleaner.clean(photo, signal);
      } catch (error) {
        if (asked === PATIENCE || !isOneOf(error, inEngine ? FULL : BUSY)) throw error;
      }
      await wait(PAUSE_MS, undefined, signal === undefined ? {} : { signal });
    }
  }
}

function isOneOf(error: unknown, codes: ReadonlySet<ErrorCode>): boolean {
  return error instanceof SejeError && codes.has(error.code);
}
