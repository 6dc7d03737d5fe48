import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fetchPhoto } from './fetch-photo.js';
import { type FetchRules, publicRules } from './fetch-rules.js';
import { isPublicAddress } from './public-address.js';

const PHOTO = Buffer.from('what a photo is, the engine judges');
const MAX_BYTES = 1000;
const LOOPBACK = { address: '127.0.0.1', family: 4 };
const ADDRESSES: Readonly<Record<string, readonly (typeof LOOPBACK)[]>> = {
  'site.test': [LOOPBACK],
  'inside.test': [{ address: '10.0.0.7', family: 4 }],
  'metadata.test': [{ address: '169.254.169.254', family: 4 }],
  'half.test': [LOOPBACK, { address: '10.0.0.7', family: 4 }],
  'mapped.test': [{ address: '::ffff:7f00:1', family: 6 }],
  'nowhere.test': [],
};

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
const redirectTo =
  (location: string): Answer =>
  (_, response) =>
    response.writeHead(302, { location }).end();

const ANSWERS: Readonly<Record<string, Answer>> = {
  '/dish.jpg': (_, response) => response.end(PHOTO),
  '/text': (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(PHOTO),
  '/gone': (_, response) => response.writeHead(404).end('secret of the inside'),
  '/says-large': (_, response) => response.writeHead(200, { 'content-length': MAX_BYTES + 1 }).end(),
  '/is-large': (_, response) => {
    for (let i = 0; i < 20; i++) response.write(Buffer.alloc(MAX_BYTES / 10));
    response.end();
  },
  '/zipped': (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(PHOTO),
  '/torn': (_, response) => {
    response.writeHead(200, { 'content-length': 500 }).write(PHOTO);
    setTimeout(() => response.destroy(), 20);
  },
  '/slow': () => undefined,
  '/slow-body': (_, response) => void response.write(PHOTO),
  '/once': redirectTo('/dish.jpg'),
  '/thrice': redirectTo('/twice'),
  '/twice': redirectTo('/once'),
  '/too-often': redirectTo('/thrice'),
  '/round': redirectTo('/round'),
  '/to-file': redirectTo('file:///etc/passwd'),
  '/to-loopback': redirectTo('http://127.0.0.2/dish.jpg'),
  '/to-metadata': redirectTo('http://169.254.169.254/latest/meta-data/'),
  '/to-login': redirectTo('http://admin:secret@site.test/dish.jpg'),
  '/to-ssh': redirectTo('http://site.test:22/'),
};

/** What came, and at which of our addresses. */
const requests: { readonly headers: IncomingMessage['headers']; readonly at: string | undefined }[] = [];
const server = createServer((request, response) => {
  requests.push({ headers: request.headers, at: request.socket.localAddress });
  const answer = ANSWERS[request.url!.split('?')[0]!];
  if (answer === undefined) redirectTo(`http://${request.url!.slice(1)}`)(request, response);
  else answer(request, response);
});
let port: number;

beforeAll(async () => {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  requests.length = 0;
});

/** The service's own rules, with the test's server for the one site of the internet. */
function rules(changed: Partial<FetchRules> = {}): FetchRules {
  return {
    ...publicRules({ ports: new Set([80, 443, port]), maxBytes: MAX_BYTES }),
    isAllowed: (address) => address === LOOPBACK.address || isPublicAddress(address),
    resolve: async (host) => ADDRESSES[host] ?? [],
    ...changed,
  };
}

const site = (path: string): string => `http://site.test:${port}${path}`;
const never = new AbortController().signal;
const fetched = (url: string, changed?: Partial<FetchRules>): Promise<Buffer> =>
  fetchPhoto(url, rules(changed), never);
const coded = (code: string, message = /./): unknown =>
  expect.objectContaining({ code, message: expect.stringMatching(message) });

describe('fetchPhoto', () => {
  it.for(['/dish.jpg', '/dish.jpg?size=9', '/text', '/once', '/thrice'])('fetches %s', async (path) => {
    expect(await fetched(site(path))).toEqual(PHOTO);
  });

  it('names the host that was asked for, and nothing of ours', async () => {
    await fetched(site('/dish.jpg'));
    expect(requests[0]!.headers).toMatchObject({ accept: 'image/*', 'accept-encoding': 'identity' });
    expect(requests[0]!.headers.host).toBe(`site.test:${port}`);
    for (const name of ['cookie', 'authorization', 'referer'])
      expect(requests[0]!.headers).not.toHaveProperty(name);
  });

  it('looks a name up once for each connection, and connects to what it found', async () => {
    const answers = [[LOOPBACK], [{ address: '127.0.0.9', family: 4 }]];
    const resolve = async (): Promise<(typeof LOOPBACK)[]> => answers.shift()!;
    expect(await fetched(site('/dish.jpg'), { resolve })).toEqual(PHOTO);
    expect(answers).toHaveLength(1);
    expect(requests[0]!.at).toBe(LOOPBACK.address);
  });

  it('looks a name up again for each redirect, and refuses it when it has become another', async () => {
    const answers = [[LOOPBACK], [{ address: '192.168.1.1', family: 4 }]];
    const resolve = async (): Promise<(typeof LOOPBACK)[]> => answers.shift()!;
    await expect(fetched(site('/once'), { resolve })).rejects.toThrow(coded('PHOTO_URL_REFUSED'));
    expect(requests).toHaveLength(1);
  });

  it.for([
    'dish.jpg',
    '//site.test/dish.jpg',
    'ftp://site.test/dish.jpg',
    'file:///etc/passwd',
    'data:image/png;base64,AAAA',
    'javascript:alert(1)',
    'http://user@site.test/',
    'http://user:password@site.test/',
    'http://site.test:22/',
    'https://site.test:8443/',
    'http://127.0.0.2/',
    'http://2130706434/',
    'http://0x7f.2/',
    'http://0177.0.0.2/',
    'http://127.2/',
    'http://0/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[64:ff9b::7f00:1]/',
    'http://[fd00:ec2::254]/latest/',
    'http://169.254.169.254/latest/meta-data/',
    'http://10.0.0.7/',
    'http://inside.test/',
    'http://metadata.test/',
    'http://half.test/',
    'http://mapped.test/',
    'http://nowhere.test/',
  ])('refuses %s without asking anyone', async (url) => {
    await expect(fetched(url)).rejects.toThrow(coded('PHOTO_URL_REFUSED'));
    expect(requests).toHaveLength(0);
  });

  it.for([
    '/to-file',
    '/to-loopback',
    '/to-metadata',
    '/to-login',
    '/to-ssh',
    '/inside.test/x',
    '/half.test/x',
  ])('refuses to be redirected by %s', async (path) => {
    await expect(fetched(site(path))).rejects.toThrow(coded('PHOTO_URL_REFUSED'));
    expect(requests).toHaveLength(1);
  });

  it.for(['/too-often', '/round'])('follows %s three times', async (path) => {
    await expect(fetched(site(path))).rejects.toThrow(coded('PHOTO_URL_REFUSED', /redirects/));
    expect(requests).toHaveLength(4);
  });

  it('never says what address a name has', async () => {
    const refusal = await fetched('http://inside.test/').catch((error: Error) => error);
    expect(JSON.stringify(refusal)).not.toContain('10.0.0.7');
    expect((refusal as Error).message).not.toContain('10.0.0.7');
  });

  it.for(['/says-large', '/is-large'])('refuses %s', async (path) => {
    await expect(fetched(site(path))).rejects.toThrow(coded('PHOTO_TOO_LARGE'));
  });

  it.for(['/gone', '/torn', '/zipped'])('fails at %s, and passes nothing on', async (path) => {
    await expect(fetched(site(path))).rejects.toThrow(coded('PHOTO_URL_FAILED', /^((?!secret).)*$/));
  });

  it.for(['/slow', '/slow-body'])('gives up on %s', async (path) => {
    await expect(fetched(site(path), { timeoutMs: 100 })).rejects.toThrow(
      coded('PHOTO_URL_FAILED', /0\.1 s/),
    );
  });

  it('gives up when the name takes too long', async () => {
    const resolve = (): Promise<never> => new Promise(() => undefined);
    await expect(fetched(site('/dish.jpg'), { resolve, timeoutMs: 100 })).rejects.toThrow(
      coded('PHOTO_URL_FAILED'),
    );
  });

  it('stops when the client goes', async () => {
    const client = new AbortController();
    const waiting = fetchPhoto(site('/slow'), rules(), client.signal);
    setTimeout(() => client.abort(), 50);
    await expect(waiting).rejects.toThrow(coded('PHOTO_URL_FAILED'));
  });

  it('fails where nobody listens', async () => {
    const closed = rules({ ports: new Set([1]) });
    await expect(fetchPhoto('http://site.test:1/', closed, never)).rejects.toThrow(coded('PHOTO_URL_FAILED'));
  });
});
