import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readExperiment } from './experiment.js';

const DIRECTORY = join(import.meta.dirname, '..', 'experiments');

describe('the experiments that come with the project', async () => {
  it.for(await readdir(DIRECTORY))('%s is valid and named for its file', async (file) => {
    expect(`${(await readExperiment(join(DIRECTORY, file))).name}.json`).toBe(file);
  });
});
