import type { CatalogueStore, Change, ChangePage } from '@seje/catalogue';
import { SejeError } from '@seje/core';
import type { Logger } from 'pino';
import type { EngineConnection } from '../engine/engine-connection.js';
import type { EngineChange } from '../engine/protocol.js';

/** Changes handed to an engine at once: a few photos of them pass the network in well under a second. */
const PAGE = 64;
/** Longest time that an engine may take for a page, milliseconds. */
const APPLY_DEADLINE_MS = 120_000;
/** How often the feed is asked without being told of a write: other processes may write too, milliseconds. */
const POLL_MS = 500;
/**
 * Engines that may die while they are told of one change alone before it is left out. One or two may be killed
 * just then for another reason, such as memory: leaving an innocent record out is worse than starting again.
 */
const DEATHS_ALLOWED = 5;

export interface FollowerParts {
  readonly store: () => Pick<CatalogueStore, 'changesSince' | 'recipes' | 'photos'>;
  /** The engine that answers; absent while there is none. */
  readonly live: () => EngineConnection | undefined;
  readonly logger: Logger;
}

/** An engine that is told of changes, and until when. */
interface Told {
  readonly engine: EngineConnection;
  readonly signal: AbortSignal | undefined;
}

/**
 * Takes what is written into the engine's overlay, so that it is found at once and what is deleted is not.
 * Each engine has its own place in the feed: where its generation ends, then what it was told.
 */
export class ChangeFollower {
  private readonly places = new WeakMap<EngineConnection, number>();
  /** Of changes that an engine may have died of, until one has lived through them. */
  private readonly deaths = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;
  private working: Promise<void> | undefined;
  /** The live engine while it is told of changes, and what gives that up. */
  private feeding: { readonly engine: EngineConnection; readonly stop: AbortController } | undefined;
  private again = false;
  private stopped = false;

  constructor(private readonly parts: FollowerParts) {}

  /** From now on the live engine is kept up to date. */
  start(): void {
    this.timer = setInterval(() => this.wake(), POLL_MS);
    this.timer.unref();
    this.wake();
  }

  /** Something was written. */
  wake(): void {
    this.again = true;
    this.working ??= this.work().finally(() => (this.working = undefined));
  }

  /** Another engine may answer now: it does not wait for what the one before is still told. */
  liveChanged(): void {
    if (this.feeding !== undefined && this.feeding.engine !== this.parts.live()) this.feeding.stop.abort();
    this.wake();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.working;
  }

  /**
   * Brings one engine up to date. An engine without an index has nothing to lay changes over.
   * @param signal gives up waiting for the engine
   * @throws SejeError as the engine or the database does
   */
  async catchUp(engine: EngineConnection, signal?: AbortSignal): Promise<void> {
    const { generation } = engine.info;
    if (generation === undefined) return;
    let page: ChangePage;
    do {
      const from = this.places.get(engine) ?? generation.catalogueSequence ?? 0;
      page = await this.parts.store().changesSince(from, PAGE);
      if (page.changes.length > 0) await this.apply({ engine, signal }, page);
      this.places.set(engine, page.until);
    } while (page.changes.length > 0 && !this.stopped);
  }

  private async work(): Promise<void> {
    while (this.again && !this.stopped) {
      this.again = false;
      const live = this.parts.live();
      if (live === undefined) return;
      const stop = new AbortController();
      this.feeding = { engine: live, stop };
      try {
        await this.catchUp(live, stop.signal);
      } catch (error) {
        if (stop.signal.aborted) continue;
        // The next beat tries again, with the engine or the database that is there then.
        this.parts.logger.warn({ err: error }, 'changes did not reach the engine');
      } finally {
        this.feeding = undefined;
      }
    }
  }

  /** A page at once; one by one where an engine has died of it, so that one change cannot hold up all others. */
  private async apply(to: Told, { changes, until }: ChangePage): Promise<void> {
    const suspicious = changes.some((change) => this.deaths.has(keyOf(change)));
    if (!suspicious) return this.send(to, changes, until);
    for (const change of changes) {
      if ((this.deaths.get(keyOf(change)) ?? 0) < DEATHS_ALLOWED) {
        await this.send(to, [change], change.sequence);
        this.deaths.delete(keyOf(change));
      } else {
        this.parts.logger.error({ change }, 'engines died of this change; it is left out');
        // Nothing is embedded for that, and the record is not found by what it was before.
        await this.tell(to, [{ kind: change.kind, id: change.id }], change.sequence);
      }
    }
  }

  private async send(to: Told, changes: readonly Change[], until: number): Promise<void> {
    const contents = await this.contentsOf(changes);
    const { engine } = to;
    const wasAlive = engine.isAlive;
    try {
      await this.tell(to, contents, until);
    } catch (error) {
      const isDown = error instanceof SejeError && error.code === 'ENGINE_DOWN';
      // One that had gone before, or was no longer wanted, has not died of them.
      if (isDown && wasAlive && !engine.isUnwanted) this.countDeath(changes);
      throw error;
    }
  }

  private async tell({ engine, signal }: Told, changes: EngineChange[], until: number): Promise<void> {
    const limits = { deadlineMs: APPLY_DEADLINE_MS, signal };
    const { refused } = await engine.call('applyChanges', { changes, until }, limits);
    if (refused.length > 0) this.parts.logger.warn({ refused }, 'records that cannot be found by search');
  }

  private countDeath(changes: readonly Change[]): void {
    for (const change of changes) {
      // In a page each is only suspected; alone it is guilty.
      const deaths = changes.length > 1 ? 0 : (this.deaths.get(keyOf(change)) ?? 0) + 1;
      this.deaths.set(keyOf(change), deaths);
    }
  }

  /** What the records hold now; one that has gone since is a deletion, which its own change repeats. */
  private async contentsOf(changes: readonly Change[]): Promise<EngineChange[]> {
    const store = this.parts.store();
    const idsOf = (kind: Change['kind']): string[] =>
      changes.filter((change) => change.kind === kind && change.operation === 'upsert').map(({ id }) => id);
    const recipes = new Map((await store.recipes(idsOf('recipe'))).map((recipe) => [recipe.id, recipe]));
    const photos = new Map((await store.photos(idsOf('photo'))).map((photo) => [photo.id, photo]));
    return changes.map(({ kind, id }): EngineChange => {
      if (kind === 'photo') {
        const photo = photos.get(id);
        return { kind, id, ...(photo && { content: photo.content }) };
      }
      const recipe = recipes.get(id);
      if (recipe === undefined) return { kind, id };
      const { title, ingredients, instructions } = recipe;
      return { kind, id, recipe: { title, ingredients, instructions } };
    });
  }
}

function keyOf({ kind, id, sequence }: Change): string {
  return `${kind}/${id}/${sequence}`;
}
