import { SetMetadata, applyDecorators } from '@nestjs/common';
import { ApiBearerAuth, ApiSecurity } from '@nestjs/swagger';
import type { Scope } from '@seje/catalogue';
import { ApiProblems } from '../http/api-problems.decorator.js';

/** Under which the decorators here leave what `ScopeGuard` reads. */
export const ACCESS = 'seje:access';

export interface Access {
  /** Absent: whoever asks is answered. */
  readonly scope?: Scope;
  /** Whether a service that listens on the loopback alone answers without a key. */
  readonly openOnLoopback?: boolean;
}

/**
 * What a key must be good for to call an endpoint, or all of a controller. An endpoint with no such
 * decorator takes scope admin.
 */
export function RequireScope(
  scope: Scope,
  { openOnLoopback = false }: Pick<Access, 'openOnLoopback'> = {},
): ClassDecorator & MethodDecorator {
  const access: Access = { scope, openOnLoopback };
  return applyDecorators(
    SetMetadata(ACCESS, access),
    ApiSecurity('apiKey'),
    ApiBearerAuth(),
    ApiProblems(401, 403, 429, 503),
  );
}

/** An endpoint that answers whoever asks. */
export function OpenAccess(): ClassDecorator & MethodDecorator {
  const access: Access = {};
  return SetMetadata(ACCESS, access);
}
