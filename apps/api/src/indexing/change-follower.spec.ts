import type { Change, RecipeWithPhotos, StoredPhoto } from '@seje/catalogue';
import { SejeError } from '@seje/core';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import type { CallLimits } from '../engine/call-limits.js';
import type { EngineConnection } from '../engine/engine-connection.js';
import type { EngineChange } from '../engine/protocol.js';
import { ChangeFollower } from './change-follower.js';

/** A catalogue that is nothing but its feed; recipes are titled by their id. */
class Feed {
  readonly changes: Change[] = [];

  write(id: string, operation: Change['operation'] = 'upsert', kind: Change['kind'] = 'recipe'): void {
    const before = this.changes.findIndex((change) => change.kind === kind && change.id === id);
    if (before >= 0) this.changes.splice(before, 1);
    const sequence = (this.changes.at(-1)?.sequence ?? 0) + 1;
    this.changes.push({ sequence, kind, id, recipeId: id, operation });
  }

  changesSince = async (sequence: number, limit: number) => {
    const changes = this.changes.filter((change) => change.sequence > sequence).slice(0, limit);
    return { changes, until: changes.at(-1)?.sequence ?? sequence };
  };
  recipes = async (ids: readonly string[]) =>
    this.alive('recipe', ids).map(
      (id) =>
        ({ id, title: id, ingredients: [], instructions: [], photos: [] }) as unknown as RecipeWithPhotos,
    );
  photos = async (ids: readonly string[]) =>
    this.alive('photo', ids).map((id) => ({ id, content: `bytes of ${id}` }) as StoredPhoto);

  private alive(kind: Change['kind'], ids: readonly string[]): string[] {
    return ids.filter((id) =>
      this.changes.some(
        (change) => change.kind === kind && change.id === id && change.operation === 'upsert',
      ),
    );
  }
}

/** Title of a recipe to be embedded; undefined for a deletion. */
const titleIn = (change: EngineChange): string | undefined =>
  change.kind === 'recipe' ? change.recipe?.title : undefined;

type State = Partial<Pick<EngineConnection, 'isAlive' | 'isUnwanted'>>;

/** An engine that notes what it is told, and dies of embedding the ids that are poison to it. */
function engineWith(sequence: number, poison: ReadonlySet<string> = new Set(), state: State = {}) {
  const told: EngineChange[] = [];
  const isPoison = (change: EngineChange) => titleIn(change) !== undefined && poison.has(change.id);
  const call = async (_: string, { changes, until }: { changes: EngineChange[]; until: number }) => {
    if (changes.some(isPoison)) throw new SejeError('ENGINE_DOWN', { message: 'Died' });
    told.push(...changes);
    return { overlay: { recipes: told.length, images: 0, sequence: until }, refused: [] };
  };
  const info = { generation: { catalogueSequence: sequence } };
  const connection = { info, call, isAlive: true, isUnwanted: false, ...state };
  return { connection: connection as unknown as EngineConnection, told };
}

/** Whether the engine could be told all. */
const caughtUp = (follower: ChangeFollower, engine: EngineConnection): Promise<boolean> =>
  follower.catchUp(engine).then(
    () => true,
    () => false,
  );

const logger = pino({ level: 'silent' });
const follow = (feed: Feed, live: () => EngineConnection | undefined = () => undefined) =>
  new ChangeFollower({ store: () => feed, live, logger });

describe('ChangeFollower', () => {
  it('tells an engine all that its generation lacks, in order, whatever the number of pages', async () => {
    const feed = new Feed();
    for (let i = 1; i <= 300; i++) feed.write(`r${i}`);
    const { connection, told } = engineWith(100);
    await follow(feed).catchUp(connection);
    expect(told.map(({ id }) => id)).toEqual(Array.from({ length: 200 }, (_, i) => `r${i + 101}`));
    expect(told[0]).toEqual({
      kind: 'recipe',
      id: 'r101',
      recipe: { title: 'r101', ingredients: [], instructions: [] },
    });
  });

  it('goes on from where it was, for each engine by itself', async () => {
    const feed = new Feed();
    feed.write('a');
    const [one, two] = [engineWith(0), engineWith(0)];
    const follower = follow(feed);
    await follower.catchUp(one.connection);
    feed.write('b');
    await follower.catchUp(one.connection);
    await follower.catchUp(two.connection);
    expect(one.told.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(two.told.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('tells of deletions, and of photos by the hash of their bytes', async () => {
    const feed = new Feed();
    feed.write('p1', 'upsert', 'photo');
    feed.write('p2', 'delete', 'photo');
    feed.write('gone', 'delete');
    const { connection, told } = engineWith(0);
    await follow(feed).catchUp(connection);
    expect(told).toEqual([
      { kind: 'photo', id: 'p1', content: 'bytes of p1' },
      { kind: 'photo', id: 'p2' },
      { kind: 'recipe', id: 'gone' },
    ]);
  });

  it('leaves out the one change that engines die of, and tells all others', async () => {
    const feed = new Feed();
    for (const id of ['a', 'poison', 'b']) feed.write(id);
    const follower = follow(feed);
    let last = engineWith(0);
    for (let attempt = 0; attempt < 10; attempt++) {
      last = engineWith(0, new Set(['poison']));
      if (await caughtUp(follower, last.connection)) break;
    }
    // What the record was before is not found either.
    expect(last.told.map((change) => [change.id, titleIn(change)])).toEqual([
      ['a', 'a'],
      ['poison', undefined],
      ['b', 'b'],
    ]);
  });

  it.each<[string, State]>([
    ['had gone before', { isAlive: false }],
    ['was no longer wanted', { isUnwanted: true }],
  ])('blames no change for the end of an engine that %s', async (_, state) => {
    const feed = new Feed();
    feed.write('a');
    const follower = follow(feed);
    for (let attempt = 0; attempt < 10; attempt++) {
      expect(await caughtUp(follower, engineWith(0, new Set(['a']), state).connection)).toBe(false);
    }
    const { connection, told } = engineWith(0);
    await follower.catchUp(connection);
    expect(told.map((change) => [change.id, titleIn(change)])).toEqual([['a', 'a']]);
  });

  it('forgets what it suspected of a change once an engine has lived through it', async () => {
    const feed = new Feed();
    feed.write('a');
    const follower = follow(feed);
    for (let round = 0; round < 4; round++) {
      expect(await caughtUp(follower, engineWith(0, new Set(['a'])).connection)).toBe(false);
      expect(await caughtUp(follower, engineWith(0).connection)).toBe(true);
    }
    const { connection, told } = engineWith(0);
    await follower.catchUp(connection);
    expect(told.map(titleIn)).toEqual(['a']);
  });

  it('keeps the live engine up to date when it is woken', async () => {
    const feed = new Feed();
    const { connection, told } = engineWith(0);
    const follower = follow(feed, () => connection);
    follower.start();
    feed.write('a');
    follower.wake();
    await expect.poll(() => told.map(({ id }) => id)).toEqual(['a']);
    await follower.stop();
    feed.write('b');
    follower.wake();
    expect(told).toHaveLength(1);
  });

  it('does not let a new engine wait for what the one before is still told', async () => {
    const feed = new Feed();
    feed.write('slow');
    const next = engineWith(0);
    let isAsked = false;
    const neverAnswered = (_: string, __: unknown, { signal }: CallLimits) =>
      new Promise((_resolve, reject) => {
        isAsked = true;
        signal!.addEventListener('abort', () => reject(new Error('given up')));
      });
    let { connection: live } = engineWith(0);
    Object.assign(live, { call: neverAnswered });
    const follower = follow(feed, () => live);
    follower.start();
    await expect.poll(() => isAsked).toBe(true);
    live = next.connection;
    follower.liveChanged();
    await expect.poll(() => next.told.map(({ id }) => id)).toEqual(['slow']);
    await follower.stop();
  });
});
