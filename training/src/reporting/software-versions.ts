import { parseJson } from '@seje/core';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, cpus, platform, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { TensorEngine } from '../tensor-engine/tensor-engine.js';

/** What decides the numbers of a training beside its settings and data. */
export const softwareVersionsSchema = z.strictObject({
  seje: z.string(),
  node: z.string(),
  tensorflowjs: z.string(),
  /** `native` or `wasm`. */
  engine: z.string(),
  /** The library that computes. */
  engineVersion: z.string(),
});
export type SoftwareVersions = z.infer<typeof softwareVersionsSchema>;

export const machineSchema = z.strictObject({
  platform: z.string(),
  processor: z.string(),
  cores: z.int(),
  memoryBytes: z.number(),
});
export type Machine = z.infer<typeof machineSchema>;

export async function softwareVersions({ tf, name, version }: TensorEngine): Promise<SoftwareVersions> {
  return {
    seje: await projectVersion(),
    node: process.version,
    tensorflowjs: tf.version_core,
    engine: name,
    engineVersion: version,
  };
}

export function machineHere(): Machine {
  const processors = cpus();
  return {
    platform: `${platform()} ${arch()}`,
    processor: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    memoryBytes: totalmem(),
  };
}

/** The manifest beside node_modules, which holds TensorFlow.js. */
async function projectVersion(): Promise<string> {
  const dependency = createRequire(import.meta.url).resolve('@tensorflow/tfjs/package.json');
  const path = join(dirname(dependency), '..', '..', '..', 'package.json');
  const manifest = z.looseObject({ version: z.string() });
  return parseJson(manifest, await readFile(path, 'utf8'), { where: path }).version;
}
