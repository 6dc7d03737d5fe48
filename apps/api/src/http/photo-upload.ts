import type { Readable } from 'node:stream';
import '@fastify/multipart';
import { Inject, Injectable } from '@nestjs/common';
import { SejeError, messageOf } from '@seje/core';
import type { FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../config.js';
import { bodyStream } from './body-streams.js';

export const PHOTO_FIELD = 'image';
/** Largest photo taken, bytes. */
export const MAX_PHOTO_BYTES = 25 * 1024 * 1024;

const HOW = `Send multipart/form-data with the photo in a field named \`${PHOTO_FIELD}\`, e.g. curl -F ${PHOTO_FIELD}=@dish.jpg.`;

/** Receives photos, a bounded number at a time, since each is held in memory whole. */
@Injectable()
export class PhotoUploads {
  private receiving = 0;

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  get inFlight(): number {
    return this.receiving;
  }

  /**
   * The photo of a multipart request; nothing else may be in it. Where the endpoint takes a stream, the bare
   * file too.
   * @throws SejeError REQUEST_TYPE_REFUSED, PHOTO_MISSING, PHOTO_EMPTY, PHOTO_TOO_LARGE, REQUEST_INVALID,
   *   QUEUE_FULL (as many uploads as the queue holds)
   */
  receive(request: FastifyRequest): Promise<Buffer> {
    return this.within(() => photoIn(request));
  }

  /** A photo that comes by another way, within the same bound. @throws SejeError QUEUE_FULL, as `read` does */
  async within(read: () => Promise<Buffer>): Promise<Buffer> {
    if (this.receiving >= this.config.queueSize) {
      throw new SejeError('QUEUE_FULL', {
        message: 'The service receives as many photos as it can hold',
        found: `${this.receiving}`,
        remedy: 'Ask again after the time in Retry-After.',
      });
    }
    this.receiving++;
    try {
      return await read();
    } finally {
      this.receiving--;
    }
  }
}

async function photoIn(request: FastifyRequest): Promise<Buffer> {
  const bare = bodyStream(request);
  if (bare === undefined && !request.isMultipart()) {
    throw new SejeError('REQUEST_TYPE_REFUSED', {
      message: 'The request is not a form with a file',
      expected: 'content-type multipart/form-data',
      found: request.headers['content-type'] ?? 'none',
      remedy: HOW,
    });
  }
  const photo = bare === undefined ? await readForm(request) : await readBare(bare);
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

async function readBare(stream: Readable): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  // Neither destroyed nor left unread, which would close the connection before the client has read why.
  for await (const piece of stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += piece.length;
    if (bytes > MAX_PHOTO_BYTES) break;
    pieces.push(piece);
  }
  stream.resume();
  if (bytes > MAX_PHOTO_BYTES) throw tooLarge();
  return Buffer.concat(pieces);
}

async function readForm(request: FastifyRequest): Promise<Buffer | undefined> {
  const limits = { fileSize: MAX_PHOTO_BYTES, files: 1, fields: 1, parts: 2 };
  try {
    let photo: Buffer | undefined;
    for await (const part of request.parts({ limits })) {
      if (part.type !== 'file' || part.fieldname !== PHOTO_FIELD) throw otherField(part.fieldname, part.type);
      photo = await part.toBuffer();
    }
    return photo;
  } catch (error) {
    if (error instanceof SejeError) throw error;
    if (error instanceof Error && 'code' in error && error.code === 'FST_REQ_FILE_TOO_LARGE') {
      throw tooLarge(error);
    }
    throw new SejeError('REQUEST_INVALID', {
      message: 'The form cannot be read',
      expected: `one file in \`${PHOTO_FIELD}\``,
      found: messageOf(error),
      remedy: HOW,
      cause: error,
    });
  }
}

function tooLarge(cause?: unknown): SejeError {
  return new SejeError('PHOTO_TOO_LARGE', {
    message: 'The photo is too large',
    expected: `at most ${MAX_PHOTO_BYTES / 1024 / 1024} MB`,
    remedy: 'Send a smaller copy; 1000 pixels across are plenty.',
    cause,
  });
}

function otherField(name: string, type: string): SejeError {
  return new SejeError('REQUEST_INVALID', {
    message: 'The form has a field that is none of ours',
    expected: `one file in \`${PHOTO_FIELD}\``,
    found: `${type} \`${name}\``,
    remedy: HOW,
  });
}
