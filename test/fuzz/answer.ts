import { STATUS_OF_CODE } from '../../apps/api/src/http/status-of-code.js';

/** What the service answered; without `status` the connection ended before an answer. */
export interface Answer {
  readonly status?: number;
  readonly type?: string;
  readonly body?: string;
  /** An answer to HEAD, which has no body. */
  readonly isBare?: boolean;
  /** The client may be hung up on: what it sent was no HTTP, or it hung up itself. */
  readonly mayBeNone?: boolean;
}

const PROBLEM = 'application/problem+json';

/** The code of a problem; undefined where the answer is a success, or no problem that is documented. */
export function codeOf({ status, type, body }: Answer): string | undefined {
  if (status === undefined || !type?.startsWith(PROBLEM)) return undefined;
  try {
    const { code, status: said } = JSON.parse(body ?? '') as {
      readonly code?: string;
      readonly status?: number;
    };
    const known = code !== undefined && STATUS_OF_CODE[code as keyof typeof STATUS_OF_CODE] === status;
    return known && said === status ? code : undefined;
  } catch {
    return undefined;
  }
}

/** What is wrong with an answer; undefined where it is one that a client can live with. */
export function faultOf(answer: Answer): string | undefined {
  const { status, type, mayBeNone = false, isBare = false } = answer;
  if (status === undefined) return mayBeNone ? undefined : 'no answer';
  if (status >= 500) return `status ${status}`;
  if (status < 400 || (isBare && type?.startsWith(PROBLEM))) return undefined;
  return codeOf(answer) === undefined ? `${status} that is no problem+json with a known code` : undefined;
}
