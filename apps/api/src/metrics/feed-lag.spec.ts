import { describe, expect, it } from 'vitest';
import { FeedLag } from './feed-lag.js';

describe('FeedLag', () => {
  it('counts from the oldest change that is not in the answers', () => {
    let now = 0;
    const lag = new FeedLag(() => now);
    expect(lag.observe(5, 5)).toEqual({ changes: 0, seconds: 0 });
    expect(lag.observe(7, 5)).toEqual({ changes: 2, seconds: 0 });
    now = 3_000;
    expect(lag.observe(9, 5)).toEqual({ changes: 4, seconds: 3 });
    now = 4_000;
    // 7 has been taken in, 9 was seen a second ago.
    expect(lag.observe(9, 7)).toEqual({ changes: 2, seconds: 1 });
    expect(lag.observe(9, 9)).toEqual({ changes: 0, seconds: 0 });
  });

  it('grows while nothing is taken in, however often it is asked', () => {
    let now = 0;
    const lag = new FeedLag(() => now);
    for (now = 0; now < 10_000; now += 1_000) lag.observe(3, 1);
    expect(lag.observe(3, 1)).toEqual({ changes: 2, seconds: 10 });
  });

  it('knows no lag where another engine is ahead of the last reading', () => {
    expect(new FeedLag(() => 0).observe(3, 4)).toEqual({ changes: 0, seconds: 0 });
  });
});
