import { expect, it } from 'vitest';
import { loggedEvents } from './log-events.js';
import { documented } from './observability-files.js';

it('every line that the service may log is in the documentation, and no other', () => {
  expect(documented('Log events').sort()).toEqual([...loggedEvents()].sort());
});
