import { writeNetworkFiles } from '../interchange/network-files.js';
import { NETWORK_NAMES, type NetworkName } from '../interchange/network-layers.js';
import { requireNetworks } from './require-networks.js';
import type { RunFolder } from './run-folder.js';
import { readRunWeights } from './run-model.js';
import { phaseOneWeights, phaseTwoWeights } from './run-networks.js';

export interface ExportedWeights {
  readonly directory: string;
  /** In the order of the phases' networks; one that this run did not train is not there. */
  readonly networks: readonly NetworkName[];
  /** Of a fine-tuned run: weights of the trunk that its encoders go with, a backbone of the run's own. */
  readonly trunk?: string;
}

/**
 * Writes every network that a run has trained, the encoders as fine-tuning left them where there was one, as safetensors with PyTorch's names and layouts.
 * @throws SejeError FILE_NOT_FOUND (nothing trained yet), SETTINGS_INVALID (a linear model), CHECKPOINT_INVALID, DISK_WRITE_FAILED
 */
export async function exportWeights(run: RunFolder, directory: string): Promise<ExportedWeights> {
  const { experiment, weights, finetuned } = await readRunWeights(run);
  requireNetworks(experiment, 'Exporting weights');
  const networks = { ...phaseTwoWeights(weights), ...(await phaseOneWeights(run)) };
  await writeNetworkFiles(directory, networks, experiment);
  return {
    directory,
    networks: NETWORK_NAMES.filter((name) => networks[name] !== undefined),
    ...(finetuned && { trunk: finetuned.trunk }),
  };
}
