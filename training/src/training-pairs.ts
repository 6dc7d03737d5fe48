import { type Partition, Random, SejeError } from '@seje/core';
import { BACKGROUND } from '@seje/preprocessing';
import { type Pair, type TrainPair, epochBatches } from './data/batch-sampler.js';
import { type FeatureRow, type FeatureSet, rowsOfPartition } from './data/feature-set.js';
import { withShuffledPairs } from './data/shuffled-pairs.js';
import type { Experiment } from './experiment.js';
import { usesCategories } from './losses/loss-settings.js';
import { validationPairs } from './validation.js';

/** The rows that a run learns from and the pairs that it validates with. */
export interface TrainingPairs {
  readonly train: readonly FeatureRow[];
  readonly validation: readonly Pair[];
}

/** With one pair there is nothing to tell it from. */
const FEWEST = 2;

/**
 * The partitions of a feature set as the experiment wants them.
 * @throws SejeError DATA_EMPTY: too few pairs, or too few categories for the loss
 */
export function trainingPairs(featureSet: FeatureSet, { seed, training, loss }: Experiment): TrainingPairs {
  const paired = training.shufflePairs
    ? withShuffledPairs(featureSet, Random.derived(seed, 'shuffled pairs'))
    : featureSet;
  const rowsOf = (partition: Partition): FeatureRow[] => {
    const rows = rowsOfPartition(paired, partition);
    if (rows.length >= FEWEST) return rows;
    throw new SejeError('DATA_EMPTY', {
      message: `Too few recipes with photos in the ${partition} partition`,
      expected: `${FEWEST} or more`,
      found: `${rows.length}`,
      remedy:
        "Give more recipes with photos. A Recipe1M layout names each one's partition; schema.org recipes are " +
        'dealt 80/10/10 by their ids, so that some fifty suffice.',
    });
  };
  const train = rowsOf('train');
  if (usesCategories(loss)) assertCategories(train);
  const { validationBag } = training;
  return { train, validation: validationPairs(rowsOf('val'), { validationBag, seed }) };
}

/** The batches of one epoch, counted from 0; as many in every epoch. */
export function trainBatches(
  epoch: number,
  { experiment, pairs }: { readonly experiment: Experiment; readonly pairs: TrainingPairs },
): TrainPair[][] {
  const { seed, image, training } = experiment;
  const { batchSize, instructionDropout } = training;
  return epochBatches(pairs.train, epoch, {
    seed,
    batchSize,
    maxPhotos: image.maxPhotos,
    instructionDropout,
  });
}

/** A loss of categories learns nothing where there is nothing to tell apart: better said than trained. */
function assertCategories(train: readonly FeatureRow[]): void {
  const known = new Set(train.map(({ category }) => category));
  known.delete(BACKGROUND.number);
  if (known.size >= FEWEST) return;
  throw new SejeError('DATA_EMPTY', {
    message: 'Too few recipe categories in the train partition for this loss',
    expected: `${FEWEST} or more besides ${BACKGROUND.name}`,
    found: `${known.size}`,
    remedy:
      'Lower categories.minTrain or name dishes in categories.dishNames; or set loss.negatives to instance ' +
      'and loss.category.weight to 0.',
  });
}
