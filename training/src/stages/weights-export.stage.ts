import { join } from 'node:path';
import { writeNetworkFiles } from '../interchange/network-files.js';
import { NETWORK_NAMES, type NetworkName } from '../interchange/network-layers.js';
import { requireNetworks } from './require-networks.js';
import type { RunFolder } from './run-folder.js';
import { phaseOneWeights, phaseTwoWeights } from './run-networks.js';
import type { TrainReport } from './train.stage.js';
import { WEIGHTS_FILE, readTrainedWeights } from './trained-weights.js';

export interface ExportedWeights {
  readonly directory: string;
  /** In the order of the phases' networks; one that this run did not train is not there. */
  readonly networks: readonly NetworkName[];
}

/**
 * Writes every network that a run has trained as safetensors with PyTorch's names and layouts.
 * @throws SejeError FILE_NOT_FOUND (nothing trained yet), SETTINGS_INVALID (a linear model), CHECKPOINT_INVALID, DISK_WRITE_FAILED
 */
export async function exportWeights(run: RunFolder, directory: string): Promise<ExportedWeights> {
  const { experiment } = await run.resultOf<TrainReport>('train', 'train');
  requireNetworks(experiment, 'Exporting weights');
  const networks = {
    ...phaseTwoWeights(await readTrainedWeights(join(run.training, WEIGHTS_FILE))),
    ...(await phaseOneWeights(run)),
  };
  await writeNetworkFiles(directory, networks, experiment);
  return { directory, networks: NETWORK_NAMES.filter((name) => networks[name] !== undefined) };
}
