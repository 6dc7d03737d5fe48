import { Inject, Injectable } from '@nestjs/common';
import { type ErrorCode, SejeError } from '@seje/core';
import { CONFIG, type Config } from '../../config.js';
import { EngineClient } from '../../engine/engine-client.js';
import { Admission } from './admission.js';

/** What a search ends with that no engine has answered. */
const WITHOUT_ENGINE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'QUEUE_FULL',
  'ENGINE_DOWN',
  'NOT_READY',
  'DEADLINE_EXCEEDED',
  'RECIPE_EMPTY',
]);

/** Lets searches in as `Admission` says, from when their photo or recipe is there until they are answered. */
@Injectable()
export class SearchAdmission {
  private readonly admission: Admission;
  private inside = 0;

  constructor(
    @Inject(EngineClient) private readonly engine: Pick<EngineClient, 'load' | 'requireRoom'>,
    @Inject(CONFIG) { deadlineMs }: Pick<Config, 'deadlineMs'>,
  ) {
    this.admission = new Admission({ deadlineMs });
  }

  /**
   * Says no where a search would be refused anyway; to be asked before its body is read.
   * @throws SejeError QUEUE_FULL, ENGINE_DOWN
   */
  requireRoom(): void {
    this.engine.requireRoom();
    if (this.admission.hasRoom(this.load)) return;
    this.admission.came();
    throw queueFull(this.load);
  }

  /** @throws SejeError QUEUE_FULL, ENGINE_DOWN, and what the search throws */
  async admit<Found>(search: () => Promise<Found>): Promise<Found> {
    this.requireRoom();
    this.admission.came();
    const place = this.admission.enter(this.load);
    this.inside++;
    try {
      const found = await search();
      this.admission.answered(place);
      return found;
    } catch (error) {
      if (error instanceof SejeError && !WITHOUT_ENGINE.has(error.code)) this.admission.refused();
      throw error;
    } finally {
      this.inside--;
    }
  }

  /** The engine may still compute for clients that have gone. */
  private get load(): number {
    return Math.max(this.inside, this.engine.load);
  }
}

function queueFull(load: number): SejeError {
  return new SejeError('QUEUE_FULL', {
    message: 'The service has as many searches as it can answer soon',
    found: `${load} at once`,
    remedy: 'Ask again after the time in Retry-After.',
  });
}
