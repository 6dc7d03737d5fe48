import { cp, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { openCatalogue, openJobQueue } from '@seje/catalogue';
import { isThere } from '@seje/core';
import { inject } from 'vitest';

/**
 * Puts an empty catalogue into `folder`, a copy of one made once a run: making one takes seconds, and
 * nearly every test of the service starts from one.
 */
export async function copyEmptyCatalogue(folder: string): Promise<void> {
  await cp(await template(), folder, { recursive: true });
}

async function template(): Promise<string> {
  const made = join(inject('templates'), 'catalogue');
  if (await isThere(made)) return made;
  const aside = `${made}-${process.pid}`;
  const catalogue = await openCatalogue({ folder: aside });
  await (await openJobQueue(catalogue.database)).close();
  await catalogue.close();
  // Another worker may have been first: then its one is taken.
  await rename(aside, made).catch(() => undefined);
  return made;
}
