import { HttpException } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { type ErrorCode, SejeError } from '@seje/core';
import { STATUS_OF_CODE } from './status-of-code.js';

export const PROBLEM_TYPE = 'application/problem+json';

/** The body of every answer that is not a success (RFC 9457). */
export class Problem {
  @ApiProperty({ description: 'Names the kind of problem', example: 'urn:seje:problem:photo-unreadable' })
  type!: string;

  @ApiProperty({ description: 'The kind of problem in words', example: 'Photo unreadable' })
  title!: string;

  @ApiProperty({ description: 'The HTTP status', example: 422 })
  status!: number;

  @ApiProperty({ description: 'What went wrong this time, and what to do' })
  detail!: string;

  @ApiProperty({ description: 'Stable code for programs', example: 'PHOTO_UNREADABLE' })
  code!: string;

  @ApiPropertyOptional({ description: 'What the service expected' })
  expected?: string;

  @ApiPropertyOptional({ description: 'What it found' })
  found?: string;

  @ApiPropertyOptional({ description: 'What to do about it' })
  remedy?: string;
}

/** Codes of refusals that Fastify or Nest makes before a handler runs, by their status. */
const CODE_OF_STATUS: Readonly<Record<number, ErrorCode>> = {
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  413: 'REQUEST_TOO_LARGE',
  415: 'REQUEST_TYPE_REFUSED',
};
/** For a body of a type that the endpoint does not take. */
export const TYPE_REMEDY =
  'Send a photo as multipart/form-data in the field `image`, a recipe as application/json.';
const REMEDY_OF_STATUS: Readonly<Record<number, string>> = { 415: TYPE_REMEDY };

/** Anything thrown as a coded error. */
export function codedError(thrown: unknown): SejeError {
  if (thrown instanceof SejeError) return thrown;
  const status = statusIn(thrown);
  if (status !== undefined && status >= 400 && status < 500) {
    return new SejeError(CODE_OF_STATUS[status] ?? 'REQUEST_INVALID', {
      message: (thrown as Error).message,
      remedy: REMEDY_OF_STATUS[status] ?? 'The OpenAPI document at /docs says what each endpoint takes.',
      cause: thrown,
    });
  }
  return new SejeError('INTERNAL', { message: 'Unexpected failure', cause: thrown });
}

function statusIn(thrown: unknown): number | undefined {
  if (thrown instanceof HttpException) return thrown.getStatus();
  if (thrown instanceof Error && 'statusCode' in thrown && typeof thrown.statusCode === 'number') {
    return thrown.statusCode;
  }
  return undefined;
}

/** What failed behind the service: the names of its hosts and folders are for its log. */
const BEHIND: Partial<Record<ErrorCode, string>> = {
  DATABASE_FAILED: 'The service cannot reach its database',
  PHOTO_STORE_FAILED: 'The service cannot reach the photos that it keeps',
};

/** Whether the log alone says what went wrong. */
export function isForTheLog({ code }: SejeError): boolean {
  return STATUS_OF_CODE[code] === 500 || BEHIND[code] !== undefined;
}

/** A coded error as the body of an answer. What failed inside the service, or behind it, stays in the log. */
export function problemOf(error: SejeError): Problem {
  const status = STATUS_OF_CODE[error.code];
  const words = error.code.toLowerCase().replaceAll('_', ' ');
  const head = {
    type: `urn:seje:problem:${words.replaceAll(' ', '-')}`,
    title: `${words.charAt(0).toUpperCase()}${words.slice(1)}`,
    status,
    code: error.code,
  };
  if (isForTheLog(error)) {
    const what = BEHIND[error.code] ?? 'The service failed on this request';
    return {
      ...head,
      detail: `${what}. Its log says why, under the id in x-request-id.`,
      remedy: 'Try again; if it stays, ask who runs the service.',
    };
  }
  const { expected, found, remedy } = error.parts;
  return {
    ...head,
    detail: error.message,
    ...(expected === undefined ? {} : { expected }),
    ...(found === undefined ? {} : { found }),
    ...(remedy === undefined ? {} : { remedy }),
  };
}
