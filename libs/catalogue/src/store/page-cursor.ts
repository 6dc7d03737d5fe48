import { SejeError, messageOf } from '@seje/core';
import { z } from 'zod';
import { isRecordId } from './record-schemas.js';

const cursorSchema = z.strictObject({ after: z.string().refine(isRecordId) });

/** A place between two recipes, opaque to whoever carries it. */
export function cursorAfter(id: string): string {
  return Buffer.from(JSON.stringify({ after: id })).toString('base64url');
}

/** The id that the cursor stands behind. @throws SejeError CURSOR_INVALID */
export function idOfCursor(cursor: string): string {
  try {
    return cursorSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))).after;
  } catch (error) {
    throw new SejeError('CURSOR_INVALID', {
      message: 'The cursor is not one that a page gave',
      found: messageOf(error).replaceAll(/\s+/g, ' '),
      remedy: 'Use `next` of the page before as it is, or leave it out to start anew.',
      cause: error,
    });
  }
}
