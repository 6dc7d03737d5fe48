import { ADMIN_KEY } from '../api/running-service.js';

/** Longer than any deadline of the service: who waits so long has been forgotten. */
const FORGOTTEN_AFTER_MS = 90_000;

export interface Answer {
  readonly status: number;
  readonly etag: string | undefined;
  readonly headers: Headers;
  readonly bytes: Buffer;
}

export interface Ask {
  /** An object is sent as JSON, all else as it is. */
  readonly body?: object | string | Uint8Array<ArrayBuffer>;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Asks the service as its clients do; an answer that never came is undefined. */
export class ServiceClient {
  constructor(private readonly url: () => string) {}

  /** @throws Error where the service neither answers nor ends */
  async ask(method: string, path: string, { body, type, headers }: Ask = {}): Promise<Answer | undefined> {
    const sent = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
    const contentType = type ?? (body === undefined ? undefined : 'application/json');
    try {
      const response = await fetch(`${this.url()}${path}`, {
        method,
        headers: { 'x-api-key': ADMIN_KEY, ...(contentType && { 'content-type': contentType }), ...headers },
        ...(body !== undefined && { body: sent }),
        signal: AbortSignal.timeout(FORGOTTEN_AFTER_MS),
      });
      const bytes = Buffer.from(await response.arrayBuffer());
      const { status, headers: answered } = response;
      return { status, etag: answered.get('etag') ?? undefined, headers: answered, bytes };
    } catch (error) {
      if (error instanceof Error && error.name === 'TimeoutError') {
        throw new Error(`${method} ${path} was not answered in ${FORGOTTEN_AFTER_MS} ms`, { cause: error });
      }
      return undefined;
    }
  }
}

/** What an answer says. */
export function jsonOf({ bytes }: Answer): unknown {
  return JSON.parse(bytes.toString());
}

/** Statuses by which the service says that it cannot now: what was asked may be asked again. */
const LATER: ReadonlySet<number> = new Set([429, 503, 504]);

/** It did not answer, or not now: what became of the request is not known. */
export function isUnknown(answer: Answer | undefined): answer is undefined {
  return answer === undefined || LATER.has(answer.status);
}
