import type { CatalogueCounts, JobRecord } from '@seje/catalogue';
import { freshReading } from '../catalogue/fresh-reading.js';
import type { CatalogueReadings } from './catalogue-metrics.js';
import { FeedLag } from './feed-lag.js';

/** Jobs read: those of a month, unless there are very many. */
const MAX_JOBS = 1_000;

export interface CatalogueSources {
  readonly counts: () => Promise<CatalogueCounts>;
  /** The newest first. */
  readonly jobs: (limit: number) => Promise<readonly JobRecord[]>;
  /** Number of the catalogue's last change. */
  readonly written: () => Promise<number>;
  /** Number in the feed up to which every change is in the answers; absent without an index. */
  readonly answered: () => number | undefined;
  /** Milliseconds, growing. */
  readonly now?: () => number;
}

/**
 * Reads the database for a scrape, once however many metrics come of it.
 * @returns asks; the answer is undefined where the database is not there or takes too long
 */
export function readCatalogue({
  counts,
  jobs,
  written,
  answered,
  now = () => performance.now(),
}: CatalogueSources): () => Promise<CatalogueReadings | undefined> {
  const feed = new FeedLag(now);
  const ask = async (): Promise<CatalogueReadings> => {
    const [counted, last, history] = await Promise.all([counts(), written(), jobs(MAX_JOBS)]);
    const upTo = answered();
    const lag = upTo === undefined ? undefined : feed.observe(last, upTo);
    return { counts: counted, lag, jobs: history };
  };

  const read = freshReading(ask, now);
  return () => read().catch(() => undefined);
}
