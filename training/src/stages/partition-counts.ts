import { PARTITIONS, type Partition } from '@seje/core';

/** Zero for each partition, to count in. */
export function perPartition(): Record<Partition, number> {
  return Object.fromEntries(PARTITIONS.map((name) => [name, 0])) as Record<Partition, number>;
}
