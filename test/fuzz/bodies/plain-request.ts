import type { Random } from '@seje/core';
import { ADMIN_KEY } from '../../api/running-service.js';
import type { SeedPhoto } from '../photos/seed-photos.js';
import { oddLines, oddRecipe } from './odd-recipe.js';
import { ODD_TEXTS, oddJson } from './odd-values.js';

/** A request before its framing is damaged: what it asks for is odd already. */
export interface PlainRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
}

const KEY = ['x-api-key', ADMIN_KEY] as const;
const JSON_TYPE = ['content-type', 'application/json'] as const;
const BOUNDARY = 'x-boundary';
const UUID = '58281929-247d-41db-b8ee-83a107218612';
const IDS = ['fuzz-a', 'fuzz-b', 'apple-pie'];
/** Characters that may not stand in a request's first line as they are. */
const NOT_IN_PATHS = /[^\x21-\x7e]/g;

/** A path segment: an id that there is, or an odd one, encoded or not. */
function segment(random: Random): string {
  if (random.float() < 0.5) return random.pick(IDS);
  const text = random.pick(ODD_TEXTS);
  if (random.float() < 0.3) return text.replace(NOT_IN_PATHS, '%');
  return encodeURIComponent(text.toWellFormed());
}

function form(random: Random, photo: SeedPhoto): Buffer {
  const field = random.pick([
    'image',
    'image',
    'image',
    'photo',
    '',
    '__proto__',
    'image[]',
    'a'.repeat(300),
  ]);
  const disposition = random.pick(['form-data', 'form-data', 'form-data', 'attachment', '']);
  const file = random.pick([
    '; filename="a.jpg"',
    '; filename=""',
    '',
    "; filename*=UTF-8''%ff",
    '; filename="\0"',
  ]);
  const parts = Array.from({ length: 1 + random.int(3) }, () => [
    Buffer.from(
      `--${BOUNDARY}\r\ncontent-disposition: ${disposition}; name="${field}"${file}\r\n\r\n`,
      'latin1',
    ),
    random.float() < 0.7 ? photo.bytes : Buffer.from(random.pick(ODD_TEXTS)),
    Buffer.from('\r\n'),
  ]).flat();
  const end = random.pick([`--${BOUNDARY}--\r\n`, `--${BOUNDARY}--\r\n`, `--${BOUNDARY}\r\n`, '', '--']);
  return Buffer.concat([...parts, Buffer.from(end)]);
}

type Asked = Omit<PlainRequest, 'body'> & { readonly body?: Buffer | string };

const REQUESTS: Readonly<Record<string, (random: Random, photo: SeedPhoto) => Asked>> = {
  searchImages: (random) => ({
    method: 'POST',
    path: '/v1/search/images',
    headers: [JSON_TYPE],
    body: oddRecipe(random, 'query'),
  }),
  putRecipe: (random) => ({
    method: 'PUT',
    path: `/v1/recipes/${segment(random)}`,
    headers: [KEY, JSON_TYPE],
    body: oddRecipe(random),
  }),
  deleteRecipe: (random) => ({
    method: 'DELETE',
    path: `/v1/recipes/fuzz-${segment(random)}`,
    headers: [KEY],
  }),
  searchRecipes: (random, photo) => ({
    method: 'POST',
    path: `/v1/search/recipes${random.float() < 0.3 ? `?limit=${segment(random)}` : ''}`,
    headers: [['content-type', `multipart/form-data; boundary=${BOUNDARY}`]],
    body: form(random, photo),
  }),
  searchByUrl: (random) => ({
    method: 'POST',
    path: '/v1/search/recipes',
    headers: [JSON_TYPE],
    body: `{"url": ${oddJson(random)}}`,
  }),
  putPhoto: (random, photo) => ({
    method: 'PUT',
    path: `/v1/recipes/apple-pie/photos/${segment(random)}`,
    headers: [
      KEY,
      ['content-type', random.pick(['image/jpeg', 'application/octet-stream', 'image/svg+xml'])],
    ],
    body: photo.bytes,
  }),
  listRecipes: (random) => ({
    method: 'GET',
    path: `/v1/recipes?${random.pick(['cursor', 'limit', 'cursor[]', 'x'])}=${segment(random)}`,
    headers: [],
  }),
  read: (random) => ({
    method: random.pick(['GET', 'HEAD', 'OPTIONS', 'PATCH', 'TRACE', 'PROPFIND']),
    path: `/v1/${random.pick(['recipes', 'images', 'admin/jobs', 'admin/keys'])}/${segment(random)}`,
    headers: [KEY],
  }),
  jobs: (random) => ({
    method: random.pick(['GET', 'POST']),
    path: `/v1/admin/jobs/${random.pick([UUID, segment(random)])}/${random.pick(['events', 'cancel', 'errors'])}`,
    headers: [KEY],
  }),
  newKey: (random) => ({
    method: 'POST',
    path: '/v1/admin/keys',
    headers: [KEY, JSON_TYPE],
    body: `{"name": ${oddJson(random)}, "scopes": ${random.pick(['["search"]', oddJson(random)])}, "rateLimit": ${oddJson(random)}}`,
  }),
  reindex: (random) => ({
    method: 'POST',
    path: '/v1/admin/reindex',
    headers: [KEY, JSON_TYPE],
    body: `{"bundle": 1, "force": ${oddJson(random)}}`,
  }),
};
/** An import makes a job, which takes longer than all the others. */
const IMPORT_EVERY = 25;

export function plainRequest(random: Random, photo: SeedPhoto): PlainRequest & { readonly kind: string } {
  const isImport = random.int(IMPORT_EVERY) === 0;
  const kind = isImport ? 'import' : random.pick(Object.keys(REQUESTS));
  const lines = ['content-type', 'application/x-ndjson'] as const;
  const asked: Asked = isImport
    ? { method: 'POST', path: '/v1/recipes/import', headers: [KEY, lines], body: oddLines(random) }
    : REQUESTS[kind]!(random, photo);
  const { method, path, headers, body = '' } = asked;
  return { kind, method, path, headers, body: typeof body === 'string' ? Buffer.from(body) : body };
}
