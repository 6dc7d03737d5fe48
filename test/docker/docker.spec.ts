import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { configFrom } from '../../apps/api/src/config.js';
import { environmentOf, stagesOf } from '../../docker/dockerfile.mjs';
import { TRAINING_ONLY } from '../../docker/training-only.mjs';
import { NO_HADOLINT, hadolint } from './hadolint.mjs';

const root = resolve(import.meta.dirname, '../..');
const dockerfiles = readdirSync(join(root, 'docker')).filter((name) => name.endsWith('.Dockerfile'));
const text = (path: string): string => readFileSync(join(root, path), 'utf8');

interface ComposeService {
  readonly build?: { readonly dockerfile: string };
  readonly environment?: Readonly<Record<string, string>>;
  readonly read_only?: boolean;
}
const composed = (path: string) =>
  (parse(text(path)) as { readonly services: Readonly<Record<string, ComposeService>> }).services;

describe('the images', () => {
  it('give hadolint nothing to say', (ctx) => {
    if (!existsSync(hadolint)) ctx.skip(NO_HADOLINT);
    const paths = dockerfiles.map((name) => join(root, 'docker', name));
    expect(execFileSync(hadolint, ['--no-fail', ...paths], { encoding: 'utf8' })).toBe('');
  });

  it.each(['api.Dockerfile', 'api-gpu.Dockerfile'])('%s: the service takes its settings', (name) => {
    const image = stagesOf(join(root, 'docker', name)).at(-1)!;
    expect(configFrom(environmentOf(image))).toMatchObject({ state: '/state', host: '0.0.0.0' });
  });

  it.each(dockerfiles)('%s: is no root', (name) => {
    const steps = stagesOf(join(root, 'docker', name)).at(-1)!.steps;
    expect(steps.findLast(({ keyword }) => keyword === 'USER')?.text).toBe('1000:1000');
  });

  it('leave out no package that the service or a library imports', () => {
    const sources = ['apps/api', 'libs'].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter(
          (name) => name.endsWith('.ts') && !/\.(spec|contract|fixture|child|test-double)\.ts$/.test(name),
        )
        .filter((name) => !name.includes('/test/') && !name.includes('node_modules'))
        .map((name) => text(join(folder, name))),
    );
    const imported = TRAINING_ONLY.filter((name) =>
      sources.some((source) => source.includes(`'${name}'`) || source.includes(`'${name}/`)),
    );
    expect(imported).toEqual([]);
  });
});

describe('the compose files', () => {
  it('build the image that there is, read-only, with settings that the service takes', () => {
    const { api } = composed('compose.yaml');
    const { api: withServer } = composed('compose.postgres.yaml');
    expect(api!.read_only).toBe(true);
    const image = stagesOf(join(root, api!.build!.dockerfile)).at(-1)!;
    const given = { ...environmentOf(image), ...api!.environment, ...withServer!.environment };
    // What compose fills in: each variable is a word that is valid everywhere here.
    const filled = Object.entries(given).map(([name, value]) => [
      name,
      value.replace(/\$\{.*?\}/, 'a'.repeat(16)),
    ]);
    expect(configFrom(Object.fromEntries(filled) as NodeJS.ProcessEnv).databaseUrl).toContain('@postgres:');
  });
});
