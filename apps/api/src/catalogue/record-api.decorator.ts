import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiParam } from '@nestjs/swagger';
import { ID_PATTERN, MAX_ID } from '@seje/catalogue';
import { ApiProblems } from '../http/api-problems.decorator.js';
import { IDEMPOTENCY_KEY_PATTERN } from './record-writes.js';

/** The id of a recipe or photo, in a path. */
export function ApiRecordId(name: string): MethodDecorator {
  const schema = { type: 'string', pattern: ID_PATTERN, maxLength: MAX_ID } as const;
  return ApiParam({ name, schema });
}

/** `*` or a list of ETags. */
const TAGS = '^([*]|(W/)?"[!#-~]*"( *, *(W/)?"[!#-~]*")*)$';

/** Headers of a write, and that the disk may be full. */
export function ApiWriteHeaders(): MethodDecorator {
  const tags = { type: 'string', pattern: TAGS, example: '"42"' } as const;
  return applyDecorators(
    ApiProblems(507),
    ApiHeader({ name: 'if-match', required: false, schema: tags, description: 'Only if it has this ETag' }),
    ApiHeader({
      name: 'if-none-match',
      required: false,
      schema: { ...tags, example: '*' },
      description: 'Only if it has none of these ETags; `*`: only if it is not there',
    }),
    ApiHeader({
      name: 'idempotency-key',
      required: false,
      schema: { type: 'string', pattern: IDEMPOTENCY_KEY_PATTERN },
      description: 'The same key with the same request is done once; its answer is kept for a day',
    }),
  );
}

/** The header by which a read is answered 304. */
export function ApiReadHeaders(): MethodDecorator {
  return ApiHeader({
    name: 'if-none-match',
    required: false,
    schema: { type: 'string', example: '"42"' },
    description: 'ETags of what the client has',
  });
}
