import { Injectable } from '@nestjs/common';
import { SejeError } from '@seje/core';
import { CatalogueAccess } from '../catalogue/catalogue-access.js';
import { EngineSupervisor } from '../engine/engine-supervisor.js';
import { type DatabaseStatus, IndexStatus } from '../indexing/index-status.js';
import type { BuildProgress, Counts, Readiness } from './readiness.dto.js';

export interface Health {
  readonly readiness: Readiness;
  /** What is missing; undefined where nothing is. */
  readonly missing: SejeError | undefined;
}

@Injectable()
export class HealthService {
  constructor(
    private readonly supervisor: EngineSupervisor,
    private readonly catalogue: CatalogueAccess,
    private readonly status: IndexStatus,
  ) {}

  async health(): Promise<Health> {
    const database = this.catalogue.isOpen ? await this.status.current() : {};
    const missing = this.missing(database);
    return { readiness: this.readiness(database, missing === undefined), missing };
  }

  private readiness(database: DatabaseStatus, ready: boolean): Readiness {
    const { info, restarts } = this.supervisor;
    const building = buildProgress(database);
    return {
      ready,
      executionProvider: info?.executionProvider ?? null,
      generation: info?.generation?.name ?? null,
      bundle: info?.bundle ?? null,
      counts: this.counts(database),
      engineRestarts: restarts,
      ...(building === undefined ? {} : { building }),
    };
  }

  private missing({ counts, building, failure, lastFailure }: DatabaseStatus): SejeError | undefined {
    const { info } = this.supervisor;
    if (!this.catalogue.isOpen) return waitFor('NOT_READY', 'The catalogue is being opened');
    if (failure !== undefined) return waitFor('DATABASE_FAILED', 'The catalogue cannot be read', failure);
    if (info === undefined) {
      return waitFor('ENGINE_DOWN', 'The engine is starting', this.supervisor.lastFailure);
    }
    if (info.generation !== undefined && counts !== undefined) return undefined;
    if (building !== undefined) return waitFor('NOT_READY', 'The first index is being built');
    return new SejeError('NOT_READY', {
      message: 'There is no index, and none is being built',
      ...foundOf(lastFailure),
      remedy: 'Mend what went wrong, then start a reindex: POST /v1/admin/reindex.',
    });
  }

  private counts({ counts }: DatabaseStatus): Counts | null {
    const { generation, overlay } = this.supervisor.info ?? {};
    if (generation === undefined || overlay === undefined || counts === undefined) return null;
    return {
      recipes: counts.recipes,
      images: counts.photos,
      indexedRecipes: generation.recipes,
      indexedImages: generation.images,
      changedSince: overlay.recipes + overlay.images,
    };
  }
}

function buildProgress({ building }: DatabaseStatus): BuildProgress | undefined {
  if (building === undefined) return undefined;
  const { step, done = 0, total = null } = building.progress ?? {};
  return { job: building.id, ...(step === undefined ? {} : { step }), done, total };
}

/** @param failure why it is not there yet */
function waitFor(
  code: 'ENGINE_DOWN' | 'NOT_READY' | 'DATABASE_FAILED',
  message: string,
  failure?: SejeError,
): SejeError {
  return new SejeError(code, {
    message,
    ...foundOf(failure),
    remedy: 'Ask again after the time in Retry-After.',
  });
}

/** The failure's own words, without the stop that the sentence around them sets. */
function foundOf(failure: { readonly message: string } | undefined): { found?: string } {
  return failure === undefined ? {} : { found: failure.message.replace(/\.$/, '') };
}
