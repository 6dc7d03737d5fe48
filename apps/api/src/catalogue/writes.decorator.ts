import { UseGuards, applyDecorators } from '@nestjs/common';
import { ApiBearerAuth, ApiSecurity } from '@nestjs/swagger';
import { AdminKeyGuard } from '../admin/admin-key.guard.js';
import { ApiProblems } from '../http/api-problems.decorator.js';

/** The endpoint changes the catalogue: who may do that is said here, for all of them. */
export function Writes(): ClassDecorator & MethodDecorator {
  return applyDecorators(UseGuards(AdminKeyGuard), ApiSecurity('apiKey'), ApiBearerAuth(), ApiProblems(401));
}
