import { describe, expect, it } from 'vitest';
import { durationText, paceBetween, rateText } from './pace.js';

describe('paceBetween', () => {
  it('counts only what was done since it was gone on with', () => {
    const resumed = { at: 10_000, done: 900 };
    expect(paceBetween(resumed, { at: 20_000, done: 920 }, 1000)).toEqual({ perSecond: 2, secondsLeft: 40 });
  });

  it('knows no time left where nothing is done yet or no end is known', () => {
    const start = { at: 0, done: 0 };
    expect(paceBetween(start, start, 10).secondsLeft).toBeUndefined();
    expect(paceBetween(start, { at: 1000, done: 5 }).secondsLeft).toBeUndefined();
  });
});

describe('rateText and durationText', () => {
  it('are short whatever the size', () => {
    expect([25, 4, 0.01].map(rateText)).toEqual(['25/s', '4.0/s', '100 s each']);
    expect([59, 61, 7260, 7199].map(durationText)).toEqual(['59 s', '1 min 1 s', '2 h 1 min', '2 h 0 min']);
  });
});
