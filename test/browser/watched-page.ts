import type { Browser, Page } from 'playwright-core';

export interface WatchedPage {
  readonly page: Page;
  /** Errors of the page's own code, refusals of its content policy, requests that left for another host. */
  readonly complaints: readonly string[];
}

/** An empty page that is to be used with the service at `url` alone. */
export async function watchedPage(browser: Browser, url: string): Promise<WatchedPage> {
  const complaints: string[] = [];
  const page = await browser.newPage();
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (line) => {
    if (/content security policy/i.test(line.text())) complaints.push(line.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !/^(blob|data):/.test(request.url()))
      complaints.push(request.url());
  });
  return { page, complaints };
}
