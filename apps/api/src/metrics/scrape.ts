import { Inject, Injectable } from '@nestjs/common';
import { CatalogueAccess } from '../catalogue/catalogue-access.js';
import { CONFIG, type Config } from '../config.js';
import { EngineClient } from '../engine/engine-client.js';
import { EngineSupervisor } from '../engine/engine-supervisor.js';
import { PhotoUploads } from '../http/photo-upload.js';
import { Jobs } from '../jobs/jobs.js';
import { generationsFolder } from '../state-folder.js';
import { addGauges } from './add-gauges.js';
import { catalogueMetrics } from './catalogue-metrics.js';
import { type EngineReadings, engineMetrics } from './engine-metrics.js';
import { type IndexReadings, indexMetrics } from './index-metrics.js';
import { LiveManifest } from './live-manifest.js';
import { readCatalogue } from './read-catalogue.js';
import { ServiceMetrics } from './service-metrics.js';

/** Longest wait for the engine, milliseconds: one that computes a batch answers after it. */
const PING_DEADLINE_MS = 1_000;

/** The service's metrics as text: what was counted, and what is read of its parts at this moment. */
@Injectable()
export class Scrape {
  private readonly manifests: LiveManifest;

  constructor(
    private readonly metrics: ServiceMetrics,
    private readonly supervisor: EngineSupervisor,
    private readonly client: EngineClient,
    private readonly uploads: PhotoUploads,
    catalogue: CatalogueAccess,
    jobs: Jobs,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.manifests = new LiveManifest(generationsFolder(config.state));
    const database = readCatalogue({
      counts: async () => catalogue.store.counts(),
      jobs: async (limit) => jobs.history(limit),
      written: async () => catalogue.store.latestSequence(),
      answered: () => this.answered(),
    });
    addGauges(metrics.registry, [
      ...engineMetrics(
        () => this.engine(),
        () => this.engineMemory(),
      ),
      ...indexMetrics(() => this.index()),
      ...catalogueMetrics(database),
    ]);
  }

  text(): Promise<string> {
    return this.metrics.registry.metrics();
  }

  private engine(): EngineReadings {
    const { supervisor, client, config, uploads } = this;
    return {
      info: supervisor.info,
      restarts: supervisor.restarts,
      load: client.load,
      queueSize: config.queueSize,
      uploads: uploads.inFlight,
    };
  }

  private async engineMemory(): Promise<number | undefined> {
    const vitals = await this.client
      .command('ping', {}, { deadlineMs: PING_DEADLINE_MS })
      .catch(() => undefined);
    return vitals?.residentBytes;
  }

  /** An engine without an index answers nothing. */
  private answered(): number | undefined {
    const { generation, overlay } = this.supervisor.info ?? {};
    return generation && overlay?.sequence;
  }

  private async index(): Promise<IndexReadings> {
    const { generation, overlay } = this.supervisor.info ?? {};
    return {
      generation,
      overlay: generation && overlay,
      manifest: generation === undefined ? undefined : await this.manifests.of(generation.name),
    };
  }
}
