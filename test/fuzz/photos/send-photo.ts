import sharp from 'sharp';
import { ADMIN_KEY } from '../../api/running-service.js';
import type { Answer } from '../answer.js';
import type { FuzzPhoto } from './fuzz-photo.js';
import { SECRET } from './seed-photos.js';

const KEY = { 'x-api-key': ADMIN_KEY };

async function answerOf(response: Response): Promise<Answer> {
  return {
    status: response.status,
    type: response.headers.get('content-type') ?? '',
    body: await response.text(),
  };
}

/** Searches by a photo. */
export async function searchBy(url: string, { bytes }: FuzzPhoto): Promise<Answer> {
  const form = new FormData();
  form.append('image', new Blob([new Uint8Array(bytes)]), 'dish.jpg');
  return answerOf(await fetch(`${url}/v1/search/recipes`, { method: 'POST', body: form, headers: KEY }));
}

/** Puts a photo, and where it is acknowledged reads it back. @returns the answer, and what is wrong with what is kept */
export async function putAndRead(
  url: string,
  { bytes, hasWholePieces }: FuzzPhoto,
  place: string,
): Promise<{ readonly answer: Answer; readonly fault?: string }> {
  const headers = { ...KEY, 'content-type': 'application/octet-stream' };
  const response = await fetch(`${url}${place}`, { method: 'PUT', headers, body: new Uint8Array(bytes) });
  const answer = await answerOf(response);
  if (!response.ok) return { answer };
  const kept = await fetch(`${url}${place}`, { headers: KEY });
  if (kept.status !== 200) return { answer, fault: `acknowledged, then read back as ${kept.status}` };
  if (kept.headers.get('etag') !== response.headers.get('etag'))
    return { answer, fault: 'read back with another ETag' };
  const stored = Buffer.from(await kept.arrayBuffer());
  const hasWords = hasWholePieces && stored.includes(SECRET);
  const fault = hasWords ? 'stored with words of its metadata' : await metadataIn(stored);
  return { answer, ...(fault === undefined ? {} : { fault }) };
}

/** What a stored photo has beside its picture; undefined where it has nothing. */
async function metadataIn(photo: Buffer): Promise<string | undefined> {
  const { exif, xmp, iptc, comments, orientation = 1, pages = 1 } = await sharp(photo).metadata();
  const found = Object.entries({ exif, xmp, iptc, comments }).filter(([, value]) => value !== undefined);
  if (found.length > 0) return `stored with ${found.map(([name]) => name).join(', ')}`;
  if (orientation !== 1) return `stored with orientation ${orientation}`;
  return pages === 1 ? undefined : `stored with ${pages} frames`;
}
