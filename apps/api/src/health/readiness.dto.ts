import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

export class Counts {
  @ApiProperty({ description: 'Recipes in the catalogue' })
  recipes!: number;

  @ApiProperty({ description: 'Photos in the catalogue' })
  images!: number;

  @ApiProperty({ description: 'Recipe vectors in the index' })
  indexedRecipes!: number;

  @ApiProperty({ description: 'Image vectors in the index' })
  indexedImages!: number;

  @ApiProperty({ description: 'Vectors beside the index: what was written since it was built' })
  changedSince!: number;
}

export class BuildProgress {
  @ApiProperty({ description: 'Id of the job' })
  job!: string;

  @ApiPropertyOptional()
  step?: string;

  @ApiProperty()
  done!: number;

  @ApiProperty({ type: Number, nullable: true })
  total!: number | null;
}

/** What the service holds; a field is null while that part is not there. */
export class Readiness {
  @ApiProperty()
  ready!: boolean;

  @ApiProperty({ type: String, nullable: true, description: 'Where the encoders run', example: 'cpu' })
  executionProvider!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'The index generation that answers' })
  generation!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Fingerprint of the bundle' })
  bundle!: string | null;

  @ApiProperty({ type: Counts, nullable: true })
  counts!: Counts | null;

  @ApiProperty({ description: 'Times that the engine process was started again' })
  engineRestarts!: number;

  @ApiPropertyOptional({ type: BuildProgress, description: 'The index being built' })
  building?: BuildProgress;
}

export class Liveness {
  @ApiProperty({ enum: ['live'] })
  status!: 'live';
}
