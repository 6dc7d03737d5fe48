import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { JobRecord } from '@seje/catalogue';

export const JOB_STATES = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;

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

  @ApiProperty({ example: 'reindex' })
  kind!: string;

  @ApiProperty({ enum: JOB_STATES })
  state!: (typeof JOB_STATES)[number];

  @ApiProperty({ description: 'Times it was started: more than once where the service stopped meanwhile' })
  attempts!: number;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;

  @ApiPropertyOptional({ format: 'date-time' })
  startedAt?: string;

  @ApiPropertyOptional({ format: 'date-time' })
  endedAt?: string;

  @ApiPropertyOptional({ description: 'The step it is at', example: 'embed catalogue' })
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

  @ApiPropertyOptional({ description: 'A short word on the step', example: '3 lines refused' })
  note?: string;

  @ApiPropertyOptional({
    description: 'What it made, once it has succeeded',
    type: 'object',
    additionalProperties: true,
  })
  result?: object;

  @ApiPropertyOptional({ type: JobError })
  error?: JobError;
}

export class JobList {
  @ApiProperty({ type: [JobView] })
  jobs!: JobView[];
}

const OVER: ReadonlySet<JobView['state']> = new Set(['succeeded', 'failed', 'cancelled']);

export function isOver({ state }: Pick<JobView, 'state'>): boolean {
  return OVER.has(state);
}

export function jobView(record: JobRecord): JobView {
  const { id, kind, state, attempts, createdAt, startedAt, endedAt, progress, result, error } = record;
  const { step, done = 0, total = null, note } = progress ?? {};
  const rate = state === 'running' ? (progress?.rate ?? 0) : 0;
  const secondsLeft = isOver(record) ? 0 : total === null || rate <= 0 ? null : (total - done) / rate;
  return {
    id,
    kind,
    state,
    attempts,
    createdAt: createdAt.toISOString(),
    ...(startedAt === undefined ? {} : { startedAt: startedAt.toISOString() }),
    ...(endedAt === undefined ? {} : { endedAt: endedAt.toISOString() }),
    ...(step === undefined ? {} : { step }),
    done,
    total,
    rate,
    secondsLeft,
    ...(note === undefined ? {} : { note }),
    ...(result === undefined ? {} : { result }),
    ...(error === undefined ? {} : { error: { code: error.code, detail: error.message } }),
  };
}
