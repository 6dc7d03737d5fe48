import '@fastify/multipart';
import { SejeError } from '@seje/core';
import type { FastifyRequest } from 'fastify';

export const PHOTO_FIELD = 'image';
/** Largest photo taken, bytes. */
export const MAX_PHOTO_BYTES = 25 * 1024 * 1024;

const HOW = `Send multipart/form-data with the photo in a field named \`${PHOTO_FIELD}\`, e.g. curl -F ${PHOTO_FIELD}=@dish.jpg.`;

/**
 * The photo of a multipart request; nothing else may be in it.
 * @throws SejeError REQUEST_TYPE_REFUSED, PHOTO_MISSING, PHOTO_EMPTY, PHOTO_TOO_LARGE, REQUEST_INVALID
 */
export async function uploadedPhoto(request: FastifyRequest): Promise<Buffer> {
  if (!request.isMultipart()) {
    throw new SejeError('REQUEST_TYPE_REFUSED', {
      message: 'The request is not a form with a file',
      expected: 'content-type multipart/form-data',
      found: request.headers['content-type'] ?? 'none',
      remedy: HOW,
    });
  }
  let photo: Buffer | undefined;
  for await (const part of request.parts({
    limits: { fileSize: MAX_PHOTO_BYTES, files: 1, fields: 1, parts: 2 },
  })) {
    if (part.type !== 'file' || part.fieldname !== PHOTO_FIELD) throw otherField(part.fieldname, part.type);
    photo = await bytesOf(part);
  }
  if (photo === undefined) {
    throw new SejeError('PHOTO_MISSING', {
      message: 'The request has no photo',
      expected: `a file in the field \`${PHOTO_FIELD}\``,
      found: 'no such field',
      remedy: HOW,
    });
  }
  if (photo.length === 0) {
    throw new SejeError('PHOTO_EMPTY', {
      message: 'The photo is empty',
      expected: 'an image file',
      found: '0 bytes',
      remedy: 'Choose another file.',
    });
  }
  return photo;
}

async function bytesOf(part: { toBuffer(): Promise<Buffer> }): Promise<Buffer> {
  try {
    return await part.toBuffer();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'FST_REQ_FILE_TOO_LARGE')) throw error;
    throw new SejeError('PHOTO_TOO_LARGE', {
      message: 'The photo is too large',
      expected: `at most ${MAX_PHOTO_BYTES / 1024 / 1024} MB`,
      remedy: 'Send a smaller copy; 1000 pixels across are plenty.',
      cause: error,
    });
  }
}

function otherField(name: string, type: string): SejeError {
  return new SejeError('REQUEST_INVALID', {
    message: 'The form has a field that is none of ours',
    expected: `one file in \`${PHOTO_FIELD}\``,
    found: `${type} \`${name}\``,
    remedy: HOW,
  });
}
