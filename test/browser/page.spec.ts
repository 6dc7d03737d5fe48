import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DISHES, photoOf } from '../api/kitchen.js';
import { RunningService, newPlaces } from '../api/running-service.js';
import { NO_CHROMIUM, launchedChromium } from './chromium.js';
import { watchedPage } from './watched-page.js';

const WEB = resolve(import.meta.dirname, '../../dist/web');
const PHONE = { width: 390, height: 844 };
const pie = DISHES[0]!;

let browser: Browser | undefined;
let service: RunningService | undefined;
let page: Page;
let complaints: readonly string[];

beforeAll(async () => {
  browser = await launchedChromium();
  if (browser === undefined) return;
  if (!existsSync(WEB)) throw new Error(`${WEB} is missing. Run \`npm run build\` first.`);
  service = await RunningService.start(await newPlaces(), { SEJE_WEB: WEB });
  await service.untilReady();
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
  await page.goto(service.url);
});
afterEach(async () => {
  await page?.close();
  expect(complaints ?? []).toEqual([]);
});

const file = async (): Promise<{ name: string; mimeType: string; buffer: Buffer }> => ({
  name: 'dish.jpg',
  mimeType: 'image/jpeg',
  buffer: await photoOf(pie).jpeg().toBuffer(),
});
const results = (): ReturnType<Page['getByRole']> => page.getByRole('region', { name: 'Results' });
const titles = async (): Promise<string[]> => {
  await results().getByRole('heading', { level: 3 }).first().waitFor();
  return results().getByRole('heading', { level: 3 }).allTextContents();
};

/** Browser code that drops a file on the page or pastes it. */
function handOver(type: 'drop' | 'paste', photo: Buffer): string {
  const event = {
    drop: `new DragEvent('drop', { dataTransfer: transfer, bubbles: true })`,
    paste: `new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true })`,
  }[type];
  return `{
    const bytes = Uint8Array.from(atob('${photo.toString('base64')}'), (char) => char.codePointAt(0));
    const transfer = new DataTransfer();
    transfer.items.add(new File([bytes], 'dish.jpg', { type: 'image/jpeg' }));
    document.body.dispatchEvent(${event});
  }`;
}

describe('the page', () => {
  it('finds recipes for a chosen photo, and goes on from a result', async () => {
    await page.getByLabel('Choose a photo').setInputFiles(await file());
    expect((await titles()).toSorted()).toEqual(DISHES.map(({ title }) => title).toSorted());
    const card = results().getByRole('article').filter({ hasText: 'Pea soup' });
    await expect.poll(() => card.getByText('500 g pea').isVisible()).toBe(true);
    expect(await card.getByText('Chop and simmer').isVisible()).toBe(false);
    await card.getByText('How it is made').click();
    await expect.poll(() => card.getByText('Chop and simmer').isVisible()).toBe(true);
    expect(await card.getByText(/^-?[01]\.\d\d$/).count()).toBe(1);
    expect(await results().getByRole('status').textContent()).toMatch(
      /6\s+recipes, closest first\s+·\s+index \S+/,
    );

    await card.getByRole('button', { name: 'Use this photo' }).click();
    await page.getByRole('navigation', { name: 'Your searches' }).getByText('Pea soup').waitFor();
    expect(await titles()).toHaveLength(DISHES.length);
    await page.getByRole('button', { name: 'Your photo', exact: true }).click();
    expect(
      await page.getByRole('button', { name: 'Your photo', exact: true }).getAttribute('aria-current'),
    ).toBe('step');
  });

  it('finds photos for a typed recipe, with the keyboard alone, and shows a photo’s recipe', async () => {
    await page.getByLabel('Title').focus();
    await page.keyboard.type('Apple pie');
    await page.keyboard.press('Tab');
    await page.keyboard.type('4 apple\n200 g flour');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Bake.');
    const sent = page.waitForRequest((request) => request.postData()?.includes('200 g flour') === true);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect((await sent).postDataJSON()).toEqual({
      title: 'Apple pie',
      ingredients: ['4 apple', '200 g flour'],
      instructions: ['Bake.'],
    });
    expect(await titles()).toHaveLength(DISHES.length);
    const loaded = results()
      .getByRole('img')
      .first()
      .evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth);
    expect(await loaded).toBe(320);

    await results().getByRole('button', { name: 'Show the recipe of Beet salad' }).click();
    const dialog = page.getByRole('dialog', { name: 'Beet salad' });
    await dialog.getByText('2 beet').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });

  it('takes a photo that is dropped or pasted anywhere', async () => {
    for (const type of ['drop', 'paste'] as const) {
      await page.reload();
      await page.evaluate(handOver(type, (await file()).buffer));
      expect(await titles()).toHaveLength(DISHES.length);
    }
  });

  it('offers photos of the catalogue to try', async () => {
    await page
      .getByRole('button', { name: /Search with a photo of/ })
      .first()
      .click();
    expect(await titles()).toHaveLength(DISHES.length);
  });

  it('says what is wrong with a file that is no photo, and what to do', async () => {
    const buffer = Buffer.from('hello, I am text');
    await page
      .getByLabel('Choose a photo')
      .setInputFiles({ name: 'dish.jpg', mimeType: 'image/jpeg', buffer });
    const notice = page.getByRole('alert');
    await notice.waitFor();
    const refusal = await service!.request().post('/v1/search/recipes').attach('image', buffer, 'dish.jpg');
    expect(refusal.status).toBeGreaterThanOrEqual(400);
    expect(await notice.textContent()).toContain(refusal.body.title);
    expect(await notice.textContent()).toContain(refusal.body.remedy);
  });

  it('waits for a service that is not ready, and then answers by itself', async () => {
    let refusals = 0;
    await page.route('**/v1/search/images?limit=12', async (route) => {
      if (refusals++ > 0) return route.fallback();
      await route.fulfill({
        status: 503,
        headers: { 'retry-after': '1', 'content-type': 'application/problem+json' },
        body: JSON.stringify({ title: 'Not ready', detail: 'The encoders are warming up.', status: 503 }),
      });
    });
    await page.getByRole('button', { name: 'Apple pie', exact: true }).click();
    await page.getByRole('alert').getByText('The encoders are warming up.').waitFor();
    expect(await titles()).toHaveLength(DISHES.length);
    expect(refusals).toBe(2);
  });

  it.each([
    [429, 'RATE_LIMITED', 'More was asked within a minute than the service allows.'],
    [429, 'QUEUE_FULL', 'More searches arrive than the service can answer at once.'],
    [503, 'ENGINE_DOWN', 'stopped and is being started again'],
  ])('says in plain words what %i %s means, and how long it waits', async (status, code, words) => {
    await page.route('**/v1/search/images?limit=12', (route) =>
      route.fulfill({
        status,
        headers: { 'retry-after': '37', 'content-type': 'application/problem+json' },
        body: JSON.stringify({ title: 'Refused', detail: 'Read Retry-After.', status, code }),
      }),
    );
    await page.getByRole('button', { name: 'Apple pie', exact: true }).click();
    const notice = page.getByRole('alert');
    await notice.getByText(words).waitFor();
    expect(await notice.textContent()).toContain('Trying again by itself in 37 seconds');
    expect(await notice.textContent()).not.toContain('Retry-After');
  });

  it('fits a phone without scrolling sideways', async () => {
    await page.setViewportSize(PHONE);
    await page.getByLabel('Choose a photo').setInputFiles(await file());
    await titles();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(PHONE.width);
    await expect.poll(async () => (await results().boundingBox())!.y).toBeLessThan(PHONE.height / 2);
  });
});

describe('the page of the API', () => {
  it('shows the endpoints under the same policy', async () => {
    await page.goto(`${service!.url}/docs`);
    await page.getByText('Photos for a recipe', { exact: true }).waitFor();
    await page.getByText('Makes a key').waitFor();
  });
});
