import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { PROBLEM_TYPE, Problem } from './problem.js';

/** Lists the statuses of an endpoint's problem+json answers in the OpenAPI document. */
export function ApiProblems(...statuses: number[]): ClassDecorator & MethodDecorator {
  const content = { [PROBLEM_TYPE]: { schema: { $ref: getSchemaPath(Problem) } } };
  return applyDecorators(
    ApiExtraModels(Problem),
    ...statuses.map((status) => ApiResponse({ status, description: 'See `code` and `detail`', content })),
  );
}

/** The client has what it asked for already. */
export function ApiNotModified(): MethodDecorator {
  return ApiResponse({ status: 304, description: 'The client has it already' });
}
