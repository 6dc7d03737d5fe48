import type { Change, RecipeWithPhotos, StoredPhoto } from '@seje/catalogue';
import { SejeError } from '@seje/core';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
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

/** An engine that notes what it is told, and dies of the ids that are poison to it. */
function engineWith(sequence: number, poison: ReadonlySet<string> = new Set()) {
  const told: EngineChange[] = [];
  const call = async (_: string, { changes, until }: { changes: EngineChange[]; until: number }) => {
    if (changes.some(({ id }) => poison.has(id))) throw new SejeError('ENGINE_DOWN', { message: 'Died' });
    told.push(...changes);
    return { overlay: { recipes: told.length, images: 0, sequence: until }, refused: [] };
  };
  const info = { generation: { catalogueSequence: sequence } };
  return { connection: { info, call } as unknown as EngineConnection, told };
}

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
    const seen = new Set<string>();
    for (let attempt = 0; attempt < 5; attempt++) {
      const { connection, told } = engineWith(0, new Set(['poison']));
      const done = await follower.catchUp(connection).then(
        () => true,
        () => false,
      );
      for (const { id } of told) seen.add(id);
      if (done) break;
    }
    expect(seen).toEqual(new Set(['a', 'b']));
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
});
