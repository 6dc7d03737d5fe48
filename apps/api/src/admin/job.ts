import { randomUUID } from 'node:crypto';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Progress, SejeError } from '@seje/core';

export const JOB_STATES = ['queued', 'running', 'succeeded', 'failed'] as const;
export type JobState = (typeof JOB_STATES)[number];

export class JobError {
  @ApiProperty({ example: 'DATA_EMPTY' })
  code!: string;

  @ApiProperty({ description: 'What was expected, what was found, what to do' })
  detail!: string;
}

/** A long piece of work and how far it has come, as the admin endpoints show it. */
export class JobView {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ enum: ['reindex'] })
  kind!: 'reindex';

  @ApiProperty({ enum: JOB_STATES })
  state!: JobState;

  @ApiPropertyOptional({ description: 'The step it is at', example: 'image features' })
  step?: string;

  @ApiProperty({ description: "Units of the step that are done: photos, recipes, the step's own" })
  done!: number;

  @ApiProperty({
    description: 'Units of the step in all; null where not known',
    type: Number,
    nullable: true,
  })
  total!: number | null;

  @ApiProperty({ description: 'Units a second within the step' })
  rate!: number;

  @ApiProperty({ description: 'Estimate for the step; null where not known', type: Number, nullable: true })
  secondsLeft!: number | null;

  @ApiPropertyOptional({ description: 'The generation it made, once it has succeeded' })
  generation?: string;

  @ApiPropertyOptional({ type: JobError })
  error?: JobError;
}

export class Job {
  readonly id = randomUUID();
  readonly kind = 'reindex';
  private state: JobState = 'queued';
  private progress: Progress | undefined;
  private stepStartedAt = 0;
  private generation: string | undefined;
  private error: SejeError | undefined;

  /** @param now milliseconds, growing */
  constructor(private readonly now: () => number = () => performance.now()) {}

  start(): void {
    this.state = 'running';
  }

  report(progress: Progress): void {
    if (progress.step !== this.progress?.step) this.stepStartedAt = this.now();
    this.progress = progress;
  }

  succeed(generation: string): void {
    this.state = 'succeeded';
    this.generation = generation;
  }

  fail(error: SejeError): void {
    this.state = 'failed';
    this.error = error;
  }

  get isOver(): boolean {
    return this.state === 'succeeded' || this.state === 'failed';
  }

  view(): JobView {
    const { step, done = 0, total = null } = this.progress ?? {};
    const seconds = (this.now() - this.stepStartedAt) / 1000;
    const rate = this.isOver || seconds <= 0 ? 0 : done / seconds;
    const secondsLeft = this.isOver ? 0 : total === null || rate === 0 ? null : (total - done) / rate;
    return {
      id: this.id,
      kind: this.kind,
      state: this.state,
      ...(step === undefined ? {} : { step }),
      done,
      total,
      rate,
      secondsLeft,
      ...(this.generation === undefined ? {} : { generation: this.generation }),
      ...(this.error === undefined ? {} : { error: { code: this.error.code, detail: this.error.message } }),
    };
  }
}
