import { describe, expect, it } from 'vitest';
import { linePlotSvg } from './line-plot.js';
import { axisScale, tickText } from './plot-axis.js';

const axes = { x: { label: 'bag' }, y: { label: 'MedR' } };

describe('linePlotSvg', () => {
  it('draws a line and a legend entry a series, with what is text escaped', () => {
    const svg = linePlotSvg({
      title: '<b> & "quotes"',
      ...axes,
      series: [
        {
          name: 'A<script>',
          points: [
            [1, 2],
            [3, 4],
          ],
        },
        {
          name: 'B',
          points: [
            [1, 1],
            [3, 9],
          ],
        },
      ],
    });
    expect(svg).not.toMatch(/<script|<b>/u);
    expect(svg).toContain('aria-label="&lt;b&gt; &amp; &quot;quotes&quot;"');
    expect(svg.match(/<circle/gu)).toHaveLength(4);
    expect(svg.match(/stroke-width="2"/gu)).toHaveLength(4);
  });

  it('breaks the line at what cannot be shown, and marks no points of a long line', () => {
    const gap = linePlotSvg({
      title: 't',
      x: { label: 'x', scale: 'log' },
      y: axes.y,
      series: [
        {
          name: 'A',
          points: [
            [0, 1],
            [1, 1],
            [10, Number.NaN],
            [100, 3],
            [1000, 2],
          ],
        },
      ],
    });
    const path = /fill:none"[^>]* d="([^"]+)"/u.exec(gap)![1]!;
    expect(path.match(/M/gu)).toHaveLength(2);
    expect(gap).not.toContain('NaN');
    const points = Array.from({ length: 100 }, (_, i) => [i, i] as const);
    expect(linePlotSvg({ title: 't', ...axes, series: [{ name: 'A', points }] })).not.toContain('<circle');
  });

  it('is a plot without lines where there is no point', () => {
    expect(linePlotSvg({ title: 't', ...axes, series: [] })).not.toMatch(/NaN|Infinity/u);
    const one = linePlotSvg({ title: 't', ...axes, series: [{ name: 'A', points: [[5, 0]] }] });
    expect(one).not.toMatch(/NaN|Infinity/u);
  });
});

describe('axisScale', () => {
  it('puts round ticks around the numbers of a linear axis', () => {
    const scale = axisScale({ label: '' }, [0.13, 0.91, Number.NaN]);
    expect(scale.ticks).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect([scale.at(0), scale.at(0.5), scale.at(1)]).toEqual([0, 0.5, 1]);
  });

  it('puts ticks within the powers of ten of a log axis', () => {
    const scale = axisScale({ label: '', scale: 'log' }, [1000, 10_000]);
    expect(scale.ticks).toEqual([1000, 2000, 3000, 5000, 10_000]);
    expect(scale.at(Math.sqrt(1000 * 10_000))).toBeCloseTo(0.5);
    expect(axisScale({ label: '', scale: 'log' }, [1e-3, 1e5]).ticks.length).toBeGreaterThan(2);
  });

  it('writes ticks as people read them', () => {
    expect([0, 0.25, 1000, 25_000, 1e-5, 2e7].map(tickText)).toEqual([
      '0',
      '0.25',
      '1,000',
      '25,000',
      '1e-5',
      '2e7',
    ]);
  });
});
