import { describe, expect, it } from 'vitest';
import type { CatalogueAccess } from '../catalogue/catalogue-access.js';
import type { ApiKeys } from './api-keys.js';
import { Exposure } from './exposure.js';

interface Service {
  readonly host?: string;
  readonly open?: boolean;
  readonly adminKey?: string;
  readonly keysMade?: boolean;
}

/** `starts`, or the code of the refusal; and whether the database had to be opened for it. */
async function start({ host = '0.0.0.0', open = false, adminKey, keysMade = false }: Service) {
  let opened = false;
  const catalogue = { open: async () => void (opened = true) } as CatalogueAccess;
  const keys = { isEmpty: async () => !keysMade } as ApiKeys;
  const outcome = await new Exposure({ host, open, adminKey }, catalogue, keys).check().then(
    () => 'starts',
    (error: { code: string; message: string }) => error,
  );
  return { outcome, opened };
}

describe('Exposure', () => {
  it('keeps a service off the network that nobody has a key of, and says what to do', async () => {
    const { outcome } = await start({});
    expect(outcome).toMatchObject({ code: 'SETTINGS_INVALID' });
    for (const name of ['HOST', 'SEJE_ADMIN_KEY', 'SEJE_OPEN=1', 'seje keys create']) {
      expect(outcome).toHaveProperty('message', expect.stringContaining(name));
    }
  });

  it('lets it start where keys were made', async () => {
    expect(await start({ keysMade: true })).toEqual({ outcome: 'starts', opened: true });
  });

  it.each<Service>([{ host: '127.0.0.1' }, { host: 'localhost' }, { open: true }, { adminKey: 'a key' }])(
    'asks no database with %o',
    async (service) => expect(await start(service)).toEqual({ outcome: 'starts', opened: false }),
  );
});
