import { afterAll, expect, it } from 'vitest';
import { ADMIN_KEY, PATIENTLY, RunningService, newPlaces, removePlaces } from './running-service.js';

afterAll(removePlaces);

it('a service without a folder starts empty, and finds what is put into it', async () => {
  const { SEJE_BUNDLE, SEJE_STATE } = await newPlaces();
  const service = await RunningService.start({ SEJE_BUNDLE, SEJE_STATE, SEJE_DATA: '' });
  await service.untilReady();
  const soup = { title: 'Lentil soup', ingredients: ['200 g lentil'], instructions: ['Simmer.'] };
  const none = await service.searchImages(soup);
  expect([none.status, (await none.json()) as object]).toMatchObject([200, { results: [] }]);

  const put = (path: string) => service.request().put(path).set('x-api-key', ADMIN_KEY);
  await put('/v1/recipes/soup').send(soup).expect(201);
  const photo = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGP4z8CAB+GTG8HSALfKY52fTcuYAAAAAElFTkSuQmCC',
    'base64',
  );
  await put('/v1/recipes/soup/photos/soup.png').type('image/png').send(photo).expect(201);
  const found = async () => {
    const answer = (await (await service.searchImages(soup)).json()) as {
      results: { image: { id: string } }[];
    };
    return answer.results.map(({ image }) => image.id);
  };
  await expect.poll(found, PATIENTLY).toEqual(['soup.png']);
  expect(await service.reindexed()).toMatchObject({ state: 'succeeded' });
  expect(await found()).toEqual(['soup.png']);
  expect(await service.stop()).toBe(0);
});
