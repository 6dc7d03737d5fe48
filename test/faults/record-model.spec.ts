import { describe, expect, it } from 'vitest';
import { type Change, RecordModel } from './record-model.js';

const put =
  (title: string): Change =>
  (before) => ({ title, photos: before?.photos ?? {} });
const remove: Change = () => undefined;
const soup = (title: string) => ({ title, photos: {} });

describe('RecordModel', () => {
  it('knows what was acknowledged, and only that', () => {
    const model = new RecordModel();
    model.begin(put('one'));
    model.acknowledged(put('one'));
    expect(model.certain).toEqual({ value: soup('one') });
    expect(model.isPossible(undefined)).toBe(false);
  });

  it('takes a write without an answer for done or not done', () => {
    const model = new RecordModel();
    model.begin(put('one'));
    model.acknowledged(put('one'));
    model.begin(remove);
    expect(model.certain).toBeUndefined();
    expect(model.isPossible(undefined)).toBe(true);
    expect(model.isPossible(soup('one'))).toBe(true);
    model.settle(soup('one'));
    expect(model.isPossible(undefined)).toBe(false);
  });

  it('lets a reader see what was there when it began and what was written meanwhile', () => {
    const model = new RecordModel();
    const mark = model.mark();
    for (const title of ['one', 'two']) {
      model.begin(put(title));
      model.acknowledged(put(title));
    }
    expect(model.since(mark)).toEqual([undefined, soup('one'), soup('two')]);
    expect(model.since(model.mark())).toEqual([soup('two')]);
  });

  it('is as it was after a refusal', () => {
    const model = new RecordModel();
    model.begin(put('one'));
    model.refused();
    expect(model.certain).toEqual({ value: undefined });
  });
});
