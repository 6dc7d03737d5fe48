import { SejeError } from '@seje/core';
import type { FastifyInstance } from 'fastify';

/** Deepest nesting taken; a recipe is an object of lists. Far deeper ones exhaust the validator's stack. */
const MAX_DEPTH = 8;

/**
 * JSON is the one body that endpoints parse, beside a photo's form: any other type is refused with 415. An
 * empty body counts as none; what is not UTF-8 is refused, since decoding it would change its words.
 */
export function takeJsonOnly(fastify: FastifyInstance): void {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    if (body.length === 0) return done(null, undefined);
    const text = utf8(body);
    if (text === undefined) return done(notUtf8());
    return parse(request, text, (error, value) => {
      if (error === null && isDeeperThan(MAX_DEPTH, value)) done(tooDeep());
      else done(error, value);
    });
  });
}

function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeperThan(levels - 1, inner));
}

function notUtf8(): SejeError {
  return new SejeError('REQUEST_INVALID', {
    message: 'The body is no UTF-8 text',
    expected: 'JSON in UTF-8',
    remedy: 'Save or encode the text as UTF-8 and send it again.',
  });
}

function tooDeep(): SejeError {
  return new SejeError('REQUEST_INVALID', {
    message: 'The body is nested too deep',
    expected: `at most ${MAX_DEPTH} levels`,
    remedy: 'Send an object with lists of text; /docs lists the fields of each endpoint.',
  });
}
