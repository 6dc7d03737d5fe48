import { ValidationPipe, type ValidationError } from '@nestjs/common';
import { ValidateIf } from 'class-validator';
import { SejeError } from '@seje/core';

/** Constraints of class-validator that mean: too much of it. */
const TOO_LONG = new Set(['maxLength', 'arrayMaxSize']);
/** Texts of a recipe, as a query and as a record. */
const OF_A_RECIPE = new Set(['title', 'ingredients', 'instructions', 'tags', 'url']);

/** A field that may be left out; `null` is a value like any other. */
export function MayBeAbsent(): PropertyDecorator {
  return ValidateIf((_, value) => value !== undefined);
}

/** Validates every DTO: unknown fields are refused, all problems are reported together. */
export function dtoValidation(): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    validationError: { target: false, value: false },
    exceptionFactory: requestInvalid,
  });
}

function requestInvalid(errors: ValidationError[]): SejeError {
  const problems = errors.flatMap(({ constraints }) => Object.entries(constraints ?? {}));
  const tooLong =
    problems.length > 0 &&
    problems.every(([constraint]) => TOO_LONG.has(constraint)) &&
    errors.every(({ property }) => OF_A_RECIPE.has(property));
  return new SejeError(tooLong ? 'RECIPE_TOO_LONG' : 'REQUEST_INVALID', {
    message: tooLong ? 'The recipe is too long' : 'The request is not valid',
    found: problems.map(([, words]) => words).join(', ') || 'a body that is no JSON object',
    remedy: 'Correct every field named above; /docs lists the fields of each endpoint.',
  });
}
