import { readFeatureSet } from '../data/read-feature-set.js';
import type { Experiment } from '../experiment.js';
import { type WantedNetwork, readNetworkFiles } from '../interchange/network-files.js';
import { NETWORK_NAMES, type NetworkName, PHASE_ONE_NETWORKS } from '../interchange/network-layers.js';
import type { NamedWeights } from '../networks/named-weights.js';
import { FINETUNE_STAGE } from './finetuned-model.js';
import { placePhaseOneNetwork } from './place-phase-one.js';
import { requireNetworks } from './require-networks.js';
import type { RunFolder } from './run-folder.js';
import { phaseOneWeights, phaseTwoNetworks, trainedWeightsOf } from './run-networks.js';
import { type TrainReport, trainInputs } from './train.stage.js';
import { writeTrainedWeights } from './trained-weights.js';

export interface ImportedWeights {
  /** Taken over. */
  readonly imported: readonly NetworkName[];
  /** Networks of Phase I that were there already. */
  readonly unchanged: readonly NetworkName[];
  /** Not yet taken over: they want features of the networks of Phase I that have just come. */
  readonly waiting: readonly NetworkName[];
}

/** What this stage says of a training that happened elsewhere. */
const ELSEWHERE = { engine: 'elsewhere', epochs: 0, bestEpoch: undefined, ended: 'imported' } as const;

/**
 * Takes weights that were trained elsewhere for the run's own: `export` makes a bundle of them, and `pipeline` goes
 * on from there. Encoders belong to features; so where the folder brings other networks of Phase I, these are taken
 * over alone, and the encoders wait for `preprocess` and for being imported again.
 * @param given absent: the experiment that the run was trained with
 * @throws SejeError MODEL_INVALID (all that does not fit, together), FILE_NOT_FOUND, DISK_WRITE_FAILED
 */
export async function importWeights(
  run: RunFolder,
  directory: string,
  given?: Experiment,
): Promise<ImportedWeights> {
  await run.resultOf('preprocess', 'preprocess');
  const experiment = given ?? (await run.resultOf<TrainReport>('train', 'train')).experiment;
  requireNetworks(experiment, 'Importing weights');
  const featureSet = await readFeatureSet(run.features);
  featureSet.sentences.close(); // only its widths are read
  const own = Object.entries(await phaseOneWeights(run)).map(([network, weights]) => [
    network,
    asWanted(weights),
  ]);
  const wanted = {
    ...phaseTwoNetworks(featureSet, experiment),
    ...(Object.fromEntries(own) as Record<string, WantedNetwork>),
  };
  const networks = await readNetworkFiles(directory, wanted, experiment);
  const ofPhaseOne = PHASE_ONE_NETWORKS.filter((network) => networks[network] !== undefined);
  const placed: NetworkName[] = [];
  for (const network of ofPhaseOne)
    if (await placePhaseOneNetwork(run, network, networks[network]!)) placed.push(network);
  const unchanged = ofPhaseOne.filter((network) => !placed.includes(network));
  const others = NETWORK_NAMES.filter((name) => networks[name] !== undefined && !isOfPhaseOne(name));
  if (placed.length > 0) return { imported: placed, unchanged, waiting: others };

  const stage = { inputs: trainInputs(featureSet, experiment), outputs: [run.weights], anew: true };
  await run.stage<TrainReport>('train', stage, async () => {
    await run.forget(FINETUNE_STAGE); // it went on from weights that are now replaced
    await writeTrainedWeights(run.weights, trainedWeightsOf(networks));
    return { experiment, ...ELSEWHERE };
  });
  return { imported: others, unchanged, waiting: [] };
}

function asWanted(weights: NamedWeights): WantedNetwork {
  const shapes = Object.fromEntries(Object.entries(weights).map(([name, { shape }]) => [name, shape]));
  return { shapes, optional: true };
}

function isOfPhaseOne(name: NetworkName): boolean {
  return (PHASE_ONE_NETWORKS as readonly NetworkName[]).includes(name);
}
