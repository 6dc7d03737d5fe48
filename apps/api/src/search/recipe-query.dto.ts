import { ApiPropertyOptional } from '@nestjs/swagger';
import type { Recipe } from '@seje/core';
import { ArrayMaxSize, IsArray, IsString, MaxLength } from 'class-validator';
import { MayBeAbsent } from '../http/validation.js';

/** Longest texts taken; the encoder reads the first ingredients and instructions only, as the bundle says. */
const MAX_TITLE = 500;
const MAX_LINES = 200;
const MAX_INGREDIENT = 1_000;
const MAX_INSTRUCTION = 5_000;

/** A recipe as a query: each part may be left out, at least one must have text. */
export class RecipeQuery {
  @ApiPropertyOptional({ maxLength: MAX_TITLE, example: 'Apple pie' })
  @MayBeAbsent()
  @IsString()
  @MaxLength(MAX_TITLE)
  title?: string;

  @ApiPropertyOptional({
    type: [String],
    maxItems: MAX_LINES,
    description: `One line each, at most ${MAX_INGREDIENT} characters`,
    example: ['4 apples', '200 g flour'],
  })
  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(MAX_LINES)
  @IsString({ each: true })
  @MaxLength(MAX_INGREDIENT, { each: true })
  ingredients?: string[];

  @ApiPropertyOptional({
    type: [String],
    maxItems: MAX_LINES,
    description: `One step each, in order, at most ${MAX_INSTRUCTION} characters`,
    example: ['Slice the apples.', 'Bake for 40 minutes.'],
  })
  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(MAX_LINES)
  @IsString({ each: true })
  @MaxLength(MAX_INSTRUCTION, { each: true })
  instructions?: string[];
}

export function recipeOf({ title, ingredients, instructions }: RecipeQuery): Recipe {
  return { title: title ?? '', ingredients: ingredients ?? [], instructions: instructions ?? [] };
}
