import { RequireScope } from '../access/require-scope.decorator.js';

/** The endpoint changes the catalogue: who may do that is said here, for all of them. */
export function Writes(): ClassDecorator & MethodDecorator {
  return RequireScope('write');
}
