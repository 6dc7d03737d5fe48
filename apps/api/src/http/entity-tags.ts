import type { IncomingHttpHeaders } from 'node:http';
import { SejeError } from '@seje/core';

interface EntityTag {
  readonly weak: boolean;
  /** Between the quotes. */
  readonly value: string;
}
type TagList = '*' | readonly EntityTag[];

/** What a write supposes of the record it is for (RFC 9110, 13.1). */
export interface Preconditions {
  readonly ifMatch?: TagList;
  readonly ifNoneMatch?: TagList;
}

const TAGS = /^\s*(?:W\/)?"[\x21\x23-\x7e]*"\s*(?:,\s*(?:W\/)?"[\x21\x23-\x7e]*"\s*)*$/;
const TAG = /(W\/)?"([^"]*)"/g;

export function entityTag(value: string | number): string {
  return `"${value}"`;
}

/** @throws SejeError REQUEST_INVALID */
export function preconditionsOf(headers: IncomingHttpHeaders): Preconditions {
  const ifMatch = tagList('If-Match', headers['if-match']);
  const ifNoneMatch = tagList('If-None-Match', headers['if-none-match']);
  return { ...(ifMatch && { ifMatch }), ...(ifNoneMatch && { ifNoneMatch }) };
}

/**
 * @param what for the message, `Recipe tomato-soup`
 * @param current value of the tag that the record has; undefined where it is not there
 * @param compared the part of a tag that a write is compared by
 * @throws SejeError REVISION_CONFLICT
 */
export function checkPreconditions(
  { what, current }: { readonly what: string; readonly current: string | undefined },
  { ifMatch, ifNoneMatch }: Preconditions,
  compared: (tag: string) => string = (tag) => tag,
): void {
  const holds = (list: TagList, weakToo: boolean): boolean =>
    current !== undefined &&
    (list === '*' || list.some(({ weak, value }) => (weakToo || !weak) && compared(value) === current));
  if (ifMatch !== undefined && !holds(ifMatch, false)) throw conflict(what, 'If-Match', current);
  if (ifNoneMatch !== undefined && holds(ifNoneMatch, true)) throw conflict(what, 'If-None-Match', current);
}

/** Whether the client has what `tag` stands for already: 304. A header that is none is passed over. */
export function isNotModified(headers: IncomingHttpHeaders, tag: string): boolean {
  const given = headers['if-none-match'];
  if (given === undefined) return false;
  if (given.trim() === '*') return true;
  return TAGS.test(given) && [...given.matchAll(TAG)].some(([, , value]) => entityTag(value!) === tag);
}

function tagList(name: string, header: string | undefined): TagList | undefined {
  if (header === undefined) return undefined;
  if (header.trim() === '*') return '*';
  if (TAGS.test(header)) {
    return [...header.matchAll(TAG)].map(([, weak, value]) => ({ weak: weak !== undefined, value: value! }));
  }
  throw new SejeError('REQUEST_INVALID', {
    message: `The header ${name} is not valid`,
    expected: '* or a list of ETags in their quotes',
    found: JSON.stringify(header).slice(0, 100),
    remedy: 'Send the ETag as an answer gave it.',
  });
}

function conflict(what: string, header: string, current: string | undefined): SejeError {
  return new SejeError('REVISION_CONFLICT', {
    message: `${what} is not as the request supposes`,
    expected: `what ${header} says`,
    found: current === undefined ? 'none' : `the ETag ${entityTag(current)}`,
    remedy: 'Read it again, and decide anew.',
  });
}
