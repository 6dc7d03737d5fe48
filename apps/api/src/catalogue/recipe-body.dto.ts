import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { RECIPE_LIMITS as LIMITS, type RecipeContent } from '@seje/catalogue';
import { PARTITIONS, type Partition } from '@seje/core';
import { ArrayMaxSize, IsArray, IsIn, IsString, MaxLength, MinLength } from 'class-validator';
import { MayBeAbsent } from '../http/validation.js';

/** A recipe as it is put. */
export class RecipeBody {
  @ApiProperty({ maxLength: LIMITS.title, example: 'Apple pie' })
  @IsString()
  @MaxLength(LIMITS.title)
  title!: string;

  @ApiProperty({
    maxItems: LIMITS.lines,
    description: 'One line each, quantities included',
    example: ['4 apples', '200 g flour'],
    type: 'array',
    items: { type: 'string', maxLength: LIMITS.ingredient },
  })
  @IsArray()
  @ArrayMaxSize(LIMITS.lines)
  @IsString({ each: true })
  @MaxLength(LIMITS.ingredient, { each: true })
  ingredients!: string[];

  @ApiProperty({
    maxItems: LIMITS.lines,
    description: 'One step each, in order',
    example: ['Slice the apples.', 'Bake for 40 minutes.'],
    type: 'array',
    items: { type: 'string', maxLength: LIMITS.instruction },
  })
  @IsArray()
  @ArrayMaxSize(LIMITS.lines)
  @IsString({ each: true })
  @MaxLength(LIMITS.instruction, { each: true })
  instructions!: string[];

  @ApiPropertyOptional({
    maxItems: LIMITS.tags,
    example: ['dessert'],
    type: 'array',
    items: { type: 'string', minLength: 1, maxLength: LIMITS.tag },
  })
  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(LIMITS.tags)
  @IsString({ each: true })
  @MinLength(1, { each: true })
  @MaxLength(LIMITS.tag, { each: true })
  tags?: string[];

  @ApiPropertyOptional({ enum: PARTITIONS, description: 'Of a data set: what it is used for in training' })
  @MayBeAbsent()
  @IsIn(PARTITIONS)
  partition?: Partition;

  @ApiPropertyOptional({ maxLength: LIMITS.url, format: 'uri', description: 'Its page, http or https' })
  @MayBeAbsent()
  @IsString()
  @MaxLength(LIMITS.url)
  url?: string;
}

export function contentOf({ title, ingredients, instructions, ...rest }: RecipeBody): RecipeContent {
  const { tags, partition, url } = rest;
  return {
    title,
    ingredients,
    instructions,
    tags: tags ?? [],
    ...(partition === undefined ? {} : { partition }),
    ...(url === undefined ? {} : { url }),
  };
}
