import { describe, expect, it } from 'vitest';
import { faultOf } from './answer.js';

const PROBLEM = 'application/problem+json; charset=utf-8';
const body = (status: number, code: string): string => JSON.stringify({ status, code });

describe('faultOf', () => {
  it.each([
    ['a success', { status: 200, type: 'application/json', body: '{}' }],
    ['not modified', { status: 304 }],
    ['a problem', { status: 422, type: PROBLEM, body: body(422, 'PHOTO_UNREADABLE') }],
    ['a problem in answer to HEAD', { status: 404, type: PROBLEM, body: '', isBare: true }],
    ['no answer to what is no HTTP', { mayBeNone: true }],
  ])('lets %s pass', (_, answer) => expect(faultOf(answer)).toBeUndefined());

  it.each([
    ['no answer', {}],
    ['a failure of the service', { status: 500, type: PROBLEM, body: body(500, 'INTERNAL') }],
    ['an engine that is down', { status: 503, type: PROBLEM, body: body(503, 'ENGINE_DOWN') }],
    ['another type', { status: 400, type: 'application/json', body: body(400, 'REQUEST_INVALID') }],
    ['an unknown code', { status: 400, type: PROBLEM, body: body(400, 'NONSENSE') }],
    ['the code of another status', { status: 400, type: PROBLEM, body: body(400, 'NOT_FOUND') }],
    ['another status in the body', { status: 400, type: PROBLEM, body: body(404, 'REQUEST_INVALID') }],
    ['a body that is cut off', { status: 400, type: PROBLEM, body: '{"status"' }],
  ])('finds %s', (_, answer) => expect(faultOf(answer)).toBeDefined());
});
