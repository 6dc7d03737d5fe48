import type { KeyVerdict, Scope } from '@seje/catalogue';

/** Who makes a request, by the key that it brings. */
export type Caller =
  | { readonly is: 'nobody' }
  | { readonly is: 'refused'; readonly why: Exclude<KeyVerdict['is'], 'good'> }
  | KeyHolder;

export interface KeyHolder {
  readonly is: 'key';
  /** As the log and the list of keys name it. */
  readonly id: string;
  readonly scopes: readonly Scope[];
  /** Requests a minute, 0 for any number; absent: as many as the service's setting says. */
  readonly rateLimit?: number | undefined;
}

export const NOBODY: Caller = { is: 'nobody' };

declare module 'fastify' {
  interface FastifyRequest {
    /** Set before any handler or guard runs; of a request to `/health` it is nobody. */
    caller: Caller;
  }
}
