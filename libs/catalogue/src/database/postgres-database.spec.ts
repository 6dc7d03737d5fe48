import { expect, it } from 'vitest';
import { withoutPassword } from './postgres-database.js';

it.each([
  ['postgres://seje:secret@db:5432/seje', 'postgres://seje@db:5432/seje'],
  ['postgres://db/seje?user=seje&password=secret&sslmode=require', 'postgres://db/seje'],
  ['secret', 'at DATABASE_URL'],
])('names a database without its password', (url, named) => {
  expect(withoutPassword(url)).toBe(named);
});
