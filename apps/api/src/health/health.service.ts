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
    if (info === undefined) return waitFor('ENGINE_DOWN', 'The engine is starting', lastFailure);
    if (building !== undefined) return waitFor('NOT_READY', 'The first index is being built');
    if (!this.snapshots.isShown) return waitFor('NOT_READY', 'The catalogue is being read');
    return new SejeError('NOT_READY', {
      message: 'There is no index, and none is being built',
      ...foundOf(this.reindexer.lastFailure),
      remedy: 'Mend what went wrong, then start a reindex: POST /v1/admin/reindex.',
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

/** @param failure why it is not there yet */
function waitFor(code: 'ENGINE_DOWN' | 'NOT_READY', message: string, failure?: SejeError): SejeError {
  return new SejeError(code, {
    message,
    ...foundOf(failure),
    remedy: 'Ask again after the time in Retry-After.',
  });
}

/** The failure's own words, without the stop that the sentence around them sets. */
function foundOf(failure: SejeError | undefined): { found?: string } {
  return failure === undefined ? {} : { found: failure.message.replace(/\.$/, '') };
}
