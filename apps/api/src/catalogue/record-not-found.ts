import { SejeError } from '@seje/core';

export function recordNotFound(what: 'recipe' | 'photo', id: string): SejeError {
  return new SejeError('NOT_FOUND', {
    message: `There is no ${what} ${JSON.stringify(id)} in the catalogue`,
    remedy: 'Take an id from a search result or from GET /v1/recipes.',
  });
}
