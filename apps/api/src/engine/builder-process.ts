import { setPriority } from 'node:os';
import type { OnProgress } from '@seje/core';
import { buildFromCatalogue } from './build-from-catalogue.js';
import type { BuilderSettings, CataloguePage, FromBuilder, ToBuilder } from './builder-protocol.js';
import type { ReadPage } from './embed-pages.js';
import { type ParentPort, connectToParent } from './parent-port.js';
import { fromWire, toWire } from './wire-error.js';

/** Niceness while building: queries come first. */
const NICENESS = 10;
/** Shortest time between two progress messages, milliseconds. */
const REPORT_EVERY_MS = 200;

type BuilderPort = ParentPort<ToBuilder, FromBuilder>;

/** Role `builder`: builds one generation, reports, ends. */
export function runBuilder(): void {
  const port = connectToParent<ToBuilder, FromBuilder>();
  const readPage = pagesFrom(port);
  port.onMessage((message) => {
    if (message.type === 'start') void work(message.settings);
  });

  const work = async (settings: BuilderSettings): Promise<void> => {
    try {
      setPriority(NICENESS);
      const onProgress = throttled((progress) => void port.send({ type: 'progress', progress }));
      await port.send({ type: 'built', built: await buildFromCatalogue(settings, { readPage, onProgress }) });
    } catch (error) {
      await port.send({ type: 'failed', error: toWire(error) });
    }
    process.exit(0);
  };
}

/** The catalogue's pages, which the service reads for the builder, one at a time. */
function pagesFrom(port: BuilderPort): ReadPage {
  let settle: { resolve(page: CataloguePage): void; reject(error: Error): void } | undefined;
  port.onMessage((message) => {
    if (message.type === 'page') settle?.resolve(message);
    else if (message.type === 'pageFailed') settle?.reject(fromWire(message.error));
  });
  return (after) =>
    new Promise((resolve, reject) => {
      settle = { resolve, reject };
      void port.send({ type: 'page', ...(after !== undefined && { after }) });
    });
}

/** Passes on the first and last report of each step, and others at a bounded rate. */
function throttled(report: OnProgress): OnProgress {
  let step = '';
  let last = -Infinity;
  return (progress) => {
    const now = performance.now();
    if (progress.step === step && progress.done !== progress.total && now - last < REPORT_EVERY_MS) return;
    step = progress.step;
    last = now;
    report(progress);
  };
}
