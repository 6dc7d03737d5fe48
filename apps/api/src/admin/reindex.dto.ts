import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { GenerationManifest } from '@seje/retrieval';
import { IsBoolean, IsOptional, IsString, MaxLength, MinLength } from 'class-validator';

const MAX_PATH = 4_000;

export class ReindexRequest {
  @ApiPropertyOptional({
    description:
      'Folder of the bundle to change to, on the machine of the service. Absent: the one that answers',
    minLength: 1,
    maxLength: MAX_PATH,
    example: '/models/2026-11/bundle',
  })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(MAX_PATH)
  bundle?: string;

  @ApiPropertyOptional({ description: 'Change over even where the report says that something fell' })
  @IsOptional()
  @IsBoolean()
  force?: boolean;
}

export class GenerationView {
  @ApiProperty()
  name!: string;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;

  @ApiProperty({ description: 'Fingerprint of the bundle that it was built with' })
  bundle!: string;

  @ApiProperty({ description: 'Recipe vectors' })
  recipes!: number;

  @ApiProperty({ description: 'Image vectors' })
  images!: number;

  @ApiProperty({ description: 'recall@10 of its graphs against exact search, the lower of the two' })
  recallAt10!: number;
}

/** The pair of bundle and index that answers, and the one to roll back to. */
export class GenerationsView {
  @ApiProperty({ type: GenerationView, nullable: true })
  current!: GenerationView | null;

  @ApiProperty({ type: GenerationView, nullable: true })
  previous!: GenerationView | null;
}

export function generationView(manifest: GenerationManifest | undefined): GenerationView | null {
  if (manifest === undefined) return null;
  const { name, createdAt, bundleFingerprint, recipes, images } = manifest;
  return {
    name,
    createdAt,
    bundle: bundleFingerprint,
    recipes: recipes.count,
    images: images.count,
    recallAt10: Math.min(recipes.recallAt10, images.recallAt10),
  };
}
