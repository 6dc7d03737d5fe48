import { SejeError, messageOf, writeFileDurably } from '@seje/core';
import { mkdir, readFile, readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Experiment, experimentHash } from '../experiment.js';
import { checkedWeights } from '../export/weight-shapes.js';
import type { NamedWeights } from '../networks/named-weights.js';
import { decodeSafetensors, encodeSafetensors } from '../networks/safetensors.js';
import { NETWORK_NAMES, type NetworkName, fromPyTorch, pyTorchShapes, toPyTorch } from './network-layers.js';

export type WeightsByNetwork = Partial<Record<NetworkName, NamedWeights>>;
type Shapes = Readonly<Record<string, readonly number[]>>;

const EXTENSION = '.safetensors';
const fileOf = (network: NetworkName): string => `${network}${EXTENSION}`;
/** PyTorch's count of batches, which nothing here reads. */
const COUNTER = /\.num_batches_tracked$/;
/** Settings of the encoders that their weights do not show, in the metadata of their files. */
const ENCODERS: ReadonlySet<NetworkName> = new Set(['recipe-encoder', 'image-encoder']);
const BESIDE_WEIGHTS = ['leakyReluSlope', 'normEpsilon'] as const;

/**
 * Writes each network as `<name>.safetensors` with PyTorch's names and layouts; files of networks that are not
 * given are removed, so that the folder is of one run.
 * @throws SejeError DISK_WRITE_FAILED
 */
export async function writeNetworkFiles(
  directory: string,
  networks: WeightsByNetwork,
  experiment: Experiment,
): Promise<void> {
  await mkdir(directory, { recursive: true });
  for (const network of NETWORK_NAMES) {
    const weights = networks[network];
    const path = join(directory, fileOf(network));
    if (weights === undefined) await rm(path, { force: true });
    else {
      const metadata = metadataOf(network, experiment);
      await writeFileDurably(path, encodeSafetensors({ arrays: toPyTorch(network, weights), metadata }));
    }
  }
}

function metadataOf(network: NetworkName, experiment: Experiment): Record<string, string> {
  const settings = ENCODERS.has(network)
    ? BESIDE_WEIGHTS.map((name) => [name, `${experiment.network[name]}`])
    : [];
  return {
    format: 'pt',
    network,
    experiment: experiment.name,
    experimentSha256: experimentHash(experiment),
    ...Object.fromEntries(settings),
  };
}

/** What one network must be: its shapes here, and whether it may be left out. */
export interface WantedNetwork {
  readonly shapes: Shapes;
  readonly optional: boolean;
}

/**
 * Reads the networks of a folder. Names, shapes, numbers and settings of all of them are checked, and everything
 * that is wrong is named in one error.
 * @param wanted the networks that this run has a place for
 * @throws SejeError MODEL_INVALID, FILE_NOT_FOUND (no such folder)
 */
export async function readNetworkFiles(
  directory: string,
  wanted: Partial<Record<NetworkName, WantedNetwork>>,
  experiment: Experiment,
): Promise<WeightsByNetwork> {
  const present = await safetensorsIn(directory);
  const problems: Problem[] = [];
  const networks: WeightsByNetwork = {};
  for (const file of present) {
    const network = NETWORK_NAMES.find((name) => fileOf(name) === file);
    if (network === undefined || wanted[network] === undefined) {
      problems.push({ file, expected: 'no such file', found: 'a network that this run has no place for' });
    }
  }
  for (const [network, { shapes, optional }] of Object.entries(wanted) as [NetworkName, WantedNetwork][]) {
    const file = fileOf(network);
    if (!present.includes(file)) {
      if (!optional) problems.push({ file, expected: 'there', found: 'missing' });
      continue;
    }
    try {
      networks[network] = await readNetwork(join(directory, file), { network, shapes, experiment });
    } catch (error) {
      if (!(error instanceof SejeError)) throw error;
      const { message, expected = 'weights that can be read', found = message } = error.parts;
      problems.push({ file, expected, found });
    }
  }
  if (problems.length === 0) return networks;
  throw new SejeError('MODEL_INVALID', {
    message: `The weights in ${directory} do not fit this run`,
    expected: problems.map(({ file, expected }) => `${file}: ${expected}`).join('; '),
    found: problems.map(({ file, found }) => `${file}: ${found}`).join('; '),
    remedy: 'Give weights with the names and shapes of docs/interchange.md, and the experiment they are of.',
  });
}

interface Problem {
  readonly file: string;
  readonly expected: string;
  readonly found: string;
}

async function safetensorsIn(directory: string): Promise<string[]> {
  const names = await readdir(directory).catch((error: unknown) => {
    throw new SejeError('FILE_NOT_FOUND', {
      message: `There is no folder of weights at ${directory}`,
      found: messageOf(error),
      remedy: 'Give the folder that `seje weights export` wrote, or one like it.',
      cause: error,
    });
  });
  return names.filter((name) => name.endsWith(EXTENSION)).toSorted();
}

async function readNetwork(
  path: string,
  { network, shapes, experiment }: { network: NetworkName; shapes: Shapes; experiment: Experiment },
): Promise<NamedWeights> {
  const { arrays, metadata } = decodeSafetensors(await readFile(path), basename(path), {
    code: 'MODEL_INVALID',
    remedy: 'Save it again.',
  });
  for (const name of BESIDE_WEIGHTS) {
    const [expected, found] = [experiment.network[name], metadata[name]];
    if (found !== undefined && Number(found) !== expected)
      throw new SejeError('MODEL_INVALID', {
        message: 'another setting',
        expected: `${name} ${expected}`,
        found: `${name} ${found}`,
      });
  }
  const own = Object.fromEntries(Object.entries(arrays).filter(([name]) => !COUNTER.test(name)));
  const checked = checkedWeights(own, pyTorchShapes(network, shapes), network);
  return fromPyTorch(network, checked, shapes);
}
