import { resolve } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DISHES } from '../api/kitchen.js';
import { ADMIN_KEY, RunningService, newPlaces } from '../api/running-service.js';
import { NO_CHROMIUM, launchedChromium } from './chromium.js';
import { watchedPage } from './watched-page.js';

const WEB = resolve(import.meta.dirname, '../../dist/web');
const admin = { 'x-api-key': ADMIN_KEY };

let browser: Browser | undefined;
let service: RunningService | undefined;
let page: Page;
let complaints: readonly string[];
let key: string;
/** Addresses of everything that the page asked for. */
let asked: string[];

async function madeKey(): Promise<{ readonly id: string; readonly key: string }> {
  const body = { name: 'visitor', scopes: ['search'] };
  const made = await service!.request().post('/v1/admin/keys').set(admin).send(body).expect(201);
  return made.body as { id: string; key: string };
}

beforeAll(async () => {
  browser = await launchedChromium();
  if (browser === undefined) return;
  service = await RunningService.start(await newPlaces(), { SEJE_WEB: WEB });
  await service.untilReady();
  ({ key } = await madeKey());
});
afterAll(async () => {
  await browser?.close();
  await service?.stop();
});
beforeEach(async (ctx) => {
  if (browser === undefined || service === undefined) {
    ctx.skip(NO_CHROMIUM);
    return;
  }
  ({ page, complaints } = await watchedPage(browser, service.url));
  asked = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(service.url);
});
afterEach(async () => {
  await page?.close();
  expect(complaints ?? []).toEqual([]);
  for (const address of asked ?? []) expect(address).not.toContain(key);
});

const dialog = (): Locator => page.getByRole('dialog', { name: 'This service asks for a key' });
const results = (): Locator => page.getByRole('region', { name: 'Results' });
const kept = (): Promise<unknown> =>
  page.evaluate(`JSON.stringify([{ ...sessionStorage }, { ...localStorage }])`);

async function give(given: string): Promise<void> {
  await dialog().waitFor();
  await page.keyboard.type(given);
  await page.keyboard.press('Enter');
}

async function expectPictures(pictures: Locator): Promise<void> {
  await pictures.first().waitFor();
  const widths = (): Promise<number[]> =>
    pictures.evaluateAll((images) =>
      images.map((image) => (image as unknown as { naturalWidth: number }).naturalWidth),
    );
  await expect.poll(async () => [...new Set(await widths())]).toEqual([320]);
}

describe('the page of a service with keys', () => {
  it('asks for a key, says that a wrong one is wrong, and searches with a good one', async () => {
    await dialog().waitFor();
    const focused = dialog().getByLabel('Key', { exact: true });
    expect(await focused.evaluate((input) => input.matches(':focus'))).toBe(true);
    await give(`${key.slice(0, -1)}!`);
    await dialog().getByRole('alert').getByText('The service does not take this key').waitFor();
    expect(await focused.getAttribute('aria-invalid')).toBe('true');
    expect(await kept()).toBe('[{},{}]');

    await give(key);
    await dialog().waitFor({ state: 'detached' });
    expect(await kept()).toBe(JSON.stringify([{ 'seje-key': key }, {}]));
    await expectPictures(page.getByRole('img', { name: /Search with a photo of/ }));

    const search = page.waitForRequest('**/v1/search/images?limit=12');
    await page.getByRole('button', { name: 'Apple pie', exact: true }).click();
    expect((await search).headers()['x-api-key']).toBe(key);
    await expectPictures(results().getByRole('img'));
    expect(await results().getByRole('heading', { level: 3 }).count()).toBe(DISHES.length);

    await results().getByRole('button', { name: 'Use this photo' }).first().click();
    await results().getByRole('heading', { name: 'Recipes that fit this photo' }).waitFor();
    await expectPictures(results().getByRole('article').getByRole('img'));
    await expectPictures(page.getByRole('img', { name: /What you searched with/ }));
  });

  it('keeps the key when it is loaded anew, forgets it when told to, and then asks again', async () => {
    await give(key);
    await page.getByRole('button', { name: 'Forget key' }).waitFor();
    await page.reload();
    await expectPictures(page.getByRole('img', { name: /Search with a photo of/ }));

    await page.getByRole('button', { name: 'Forget key' }).click();
    const again = page.getByRole('button', { name: 'Enter a key' });
    await again.waitFor();
    expect(await again.evaluate((button) => button.matches(':focus'))).toBe(true);
    await page.getByRole('status').getByText('No key is kept.').waitFor();
    expect(await kept()).toBe('[{},{}]');

    await page.getByRole('button', { name: 'Apple pie', exact: true }).click();
    await dialog().waitFor();
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    await results().getByRole('alert').getByText('answers only to those who have a key').waitFor();
    await results().getByRole('button', { name: 'Enter a key' }).click();
    await give(key);
    await expectPictures(results().getByRole('img'));
  });

  it('asks for another key once the one it has is revoked', async () => {
    const brief = await madeKey();
    await give(brief.key);
    await page.getByRole('button', { name: 'Forget key' }).waitFor();
    // What the page asks for by itself is answered: the next question is the one below.
    await expectPictures(page.getByRole('img', { name: /Search with a photo of/ }));
    await service!.request().delete(`/v1/admin/keys/${brief.id}`).set(admin).expect(204);
    await page.getByRole('button', { name: 'Apple pie', exact: true }).click();
    await dialog().getByRole('alert').getByText('no longer good').waitFor();
    expect(await kept()).toBe('[{},{}]');
    await give(key);
    await expectPictures(results().getByRole('img'));
  });

  it('gives back the memory of the photos that it no longer shows', async () => {
    await give(key);
    await page.getByRole('button', { name: 'Apple pie', exact: true }).click();
    await expectPictures(results().getByRole('img'));
    const address = await results().getByRole('img').first().getAttribute('src');
    expect(address).toMatch(/^blob:/);
    await page.getByRole('button', { name: 'Tomato soup', exact: true }).click();
    await expect.poll(() => results().locator(`img[src="${address}"]`).count()).toBe(0);
    await expect
      .poll(async () =>
        page.evaluate(`new Promise((done) => {
      const image = new Image();
      image.onload = () => done('held');
      image.onerror = () => done('released');
      image.src = '${address}';
    })`),
      )
      .toBe('released');
  });
});
