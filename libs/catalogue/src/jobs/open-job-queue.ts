import type { CatalogueDatabase } from '../database/catalogue-database.js';
import type { JobQueue } from './job-queue.js';
import type { QueueSettings } from './queue-settings.js';

const DEFAULTS: QueueSettings = {
  heartbeatSeconds: 30,
  superviseSeconds: 15,
  now: () => new Date(),
  onError: () => undefined,
};

/**
 * The queue on a catalogue's database. Loads pg-boss only here: commands that read recipes do without.
 * @param database of an open catalogue; the queue is closed before it
 * @throws SejeError DATABASE_FAILED
 */
export async function openJobQueue(
  database: CatalogueDatabase,
  settings: Partial<QueueSettings> = {},
): Promise<JobQueue> {
  const { PgBossQueue } = await import('./pg-boss-queue.js');
  return PgBossQueue.on(database, { ...DEFAULTS, ...settings });
}
