import { Injectable } from '@nestjs/common';
import { SejeError } from '@seje/core';
import { Reindexer } from '../admin/reindexer.js';
import { CatalogueSnapshots } from '../catalogue/catalogue-snapshots.js';
import { EngineSupervisor } from '../engine/engine-supervisor.js';
import type { BuildProgress, Counts, Readiness } from './readiness.dto.js';

@Injectable()
export class HealthService {
  constructor(
    private readonly supervisor: EngineSupervisor,
    private readonly snapshots: CatalogueSnapshots,
    private readonly reindexer: Reindexer,
  ) {}

  readiness(): Readiness {
    const { info, restarts } = this.supervisor;
    const counts = this.counts();
    const building = this.building();
    return {
      ready: info !== undefined && counts !== null,
      executionProvider: info?.executionProvider ?? null,
      generation: info?.generation?.name ?? null,
      bundle: info?.bundle ?? null,
      counts,
      engineRestarts: restarts,
      ...(building === undefined ? {} : { building }),
    };
  }

  /** What is missing, as an error; undefined where nothing is. */
  missing(): SejeError | undefined {
    const { ready, building } = this.readiness();
    if (ready) return undefined;
    const { info, lastFailure } = this.supervisor;
    const found = this.reindexer.lastFailure ?? lastFailure;
    return new SejeError(info === undefined ? 'ENGINE_DOWN' : 'NOT_READY', {
      message:
        info === undefined
          ? 'The engine is starting'
          : building === undefined
            ? 'There is no index or no catalogue yet'
            : 'The first index is being built',
      ...(found === undefined ? {} : { found: found.message }),
      remedy: 'Ask again after the time in Retry-After.',
    });
  }

  private counts(): Counts | null {
    const generation = this.supervisor.info?.generation;
    if (generation === undefined || !this.snapshots.isShown) return null;
    const { size, photoCount } = this.snapshots.current;
    return {
      recipes: size,
      images: photoCount,
      indexedRecipes: generation.recipes,
      indexedImages: generation.images,
    };
  }

  private building(): BuildProgress | undefined {
    const job = this.reindexer.current?.view();
    if (job === undefined) return undefined;
    const { id, step, done, total } = job;
    return { job: id, ...(step === undefined ? {} : { step }), done, total };
  }
}
