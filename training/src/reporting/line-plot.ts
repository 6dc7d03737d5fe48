import { escapeMarkup } from './escape-markup.js';
import { type AxisScale, type PlotAxis, axisScale, canPlot, tickText } from './plot-axis.js';

/** One line of a plot. */
export interface PlotSeries {
  readonly name: string;
  /** [x, y] in the order of the line. A point that cannot be shown (NaN; 0 on a log axis) breaks the line. */
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface LinePlot {
  readonly title: string;
  readonly x: PlotAxis;
  readonly y: PlotAxis;
  readonly series: readonly PlotSeries[];
}

/** Pixels at scale 1; the picture grows and shrinks with what it is put into. */
const SIZE = { width: 760, height: 420 };
const MARGIN = { top: 48, right: 200, bottom: 56, left: 68 };
const PANEL = {
  width: SIZE.width - MARGIN.left - MARGIN.right,
  height: SIZE.height - MARGIN.top - MARGIN.bottom,
};
/** Lines of no more points than this have their points marked. */
const MOST_MARKS = 30;
const LEGEND_LINE = 20;
/** Longer names are cut in the legend; the whole one is its tooltip. */
const LEGEND_CHARACTERS = 22;

/** Told apart by those who see colours differently too; each with its sister on a dark ground. */
const COLOURS = [
  ['#2a78d6', '#3987e5'],
  ['#eb6834', '#d95926'],
  ['#1baf7a', '#199e70'],
  ['#4a3aa7', '#9085e9'],
  ['#eda100', '#c98500'],
  ['#e34948', '#e66767'],
  ['#e87ba4', '#d55181'],
  ['#008300', '#008300'],
] as const;
/** Where the colours come round again, the dashes of the line change. */
const DASHES = ['', '7 4', '2 3'];

const STYLE = [
  '.line-plot{background:#fcfcfb;color:#33332f;font:13px system-ui,sans-serif}',
  '.line-plot .grid{stroke:#e3e2dd}',
  ...COLOURS.map(([light], i) => `.line-plot .c${i}{stroke:${light};fill:${light}}`),
  '@media(prefers-color-scheme:dark){',
  '.line-plot{background:#1a1a19;color:#d8d7d0}',
  '.line-plot .grid{stroke:#383835}',
  ...COLOURS.map(([, dark], i) => `.line-plot .c${i}{stroke:${dark};fill:${dark}}`),
  '}',
].join('');

/**
 * The plot as one SVG element, complete as a file of its own and inside an HTML page: axes with ticks, a
 * legend in the order of the series, colours for light and dark.
 */
export function linePlotSvg(plot: LinePlot): string {
  const points = plot.series.flatMap((series) => series.points);
  const x = axisScale(
    plot.x,
    points.map(([value]) => value),
  );
  const y = axisScale(
    plot.y,
    points.map(([, value]) => value),
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="line-plot" viewBox="0 0 ${SIZE.width} ${SIZE.height}" role="img" aria-label="${escapeMarkup(plot.title)}">`,
    `<style>${STYLE}</style>`,
    text(plot.title, { x: MARGIN.left, y: 26, more: 'font-size="16" font-weight="600"' }),
    ...ticksAlongX(x),
    ...ticksAlongY(y),
    ...axisLabels(plot),
    ...plot.series.flatMap((series, i) => [
      ...drawnLine(plot, { series, i, x, y }),
      ...legendEntry(series, i),
    ]),
    '</svg>',
  ].join('\n');
}

function ticksAlongX(scale: AxisScale): string[] {
  const bottom = MARGIN.top + PANEL.height;
  return scale.ticks.flatMap((tick) => {
    const x = pixels(MARGIN.left + scale.at(tick) * PANEL.width);
    return [
      `<path class="grid" d="M${x} ${MARGIN.top}V${bottom}"/>`,
      text(tickText(tick), { x, y: bottom + 18, more: 'text-anchor="middle"' }),
    ];
  });
}

function ticksAlongY(scale: AxisScale): string[] {
  return scale.ticks.flatMap((tick) => {
    const y = pixels(MARGIN.top + (1 - scale.at(tick)) * PANEL.height);
    return [
      `<path class="grid" d="M${MARGIN.left} ${y}H${MARGIN.left + PANEL.width}"/>`,
      text(tickText(tick), { x: MARGIN.left - 8, y: y + 4, more: 'text-anchor="end"' }),
    ];
  });
}

function axisLabels({ x, y }: LinePlot): string[] {
  const [middle, centre] = [MARGIN.left + PANEL.width / 2, MARGIN.top + PANEL.height / 2];
  return [
    text(x.label, { x: middle, y: SIZE.height - 14, more: 'text-anchor="middle"' }),
    text(y.label, { x: 16, y: centre, more: `text-anchor="middle" transform="rotate(-90 16 ${centre})"` }),
  ];
}

interface DrawnSeries {
  readonly series: PlotSeries;
  /** Its number, which gives its colour. */
  readonly i: number;
  readonly x: AxisScale;
  readonly y: AxisScale;
}

function drawnLine(plot: LinePlot, { series, i, x, y }: DrawnSeries): string[] {
  const marks: string[] = [];
  let path = '';
  let pen = 'M';
  for (const [valueX, valueY] of series.points) {
    const shown = canPlot(plot.x, valueX) && canPlot(plot.y, valueY);
    if (!shown) {
      pen = 'M';
      continue;
    }
    const atX = pixels(MARGIN.left + x.at(valueX) * PANEL.width);
    const atY = pixels(MARGIN.top + (1 - y.at(valueY)) * PANEL.height);
    path += `${pen}${atX} ${atY}`;
    pen = 'L';
    const tooltip = escapeMarkup(`${series.name}: ${tickText(valueX)}, ${tickText(valueY)}`);
    marks.push(
      `<circle class="${colour(i)}" cx="${atX}" cy="${atY}" r="3.5"><title>${tooltip}</title></circle>`,
    );
  }
  if (path === '') return [];
  return [stroke(path, i), ...(marks.length <= MOST_MARKS ? marks : [])];
}

function legendEntry({ name }: PlotSeries, i: number): string[] {
  const [x, y] = [MARGIN.left + PANEL.width + 16, MARGIN.top + 8 + i * LEGEND_LINE];
  const cut = name.length > LEGEND_CHARACTERS ? `${name.slice(0, LEGEND_CHARACTERS - 1)}…` : name;
  return [
    '<g>',
    `<title>${escapeMarkup(name)}</title>`,
    stroke(`M${x} ${y}h22`, i),
    text(cut, { x: x + 28, y: y + 4, more: '' }),
    '</g>',
  ];
}

/** `fill` is an attribute of style, as the class would fill the line otherwise. */
function stroke(path: string, i: number): string {
  const dash = DASHES[Math.floor(i / COLOURS.length) % DASHES.length]!;
  const dashes = dash === '' ? '' : ` stroke-dasharray="${dash}"`;
  return `<path class="${colour(i)}" style="fill:none" stroke-width="2" stroke-linejoin="round"${dashes} d="${path}"/>`;
}

function colour(i: number): string {
  return `c${i % COLOURS.length}`;
}

interface PlacedText {
  readonly x: number;
  readonly y: number;
  readonly more: string;
}

function text(content: string, { x, y, more }: PlacedText): string {
  return `<text x="${x}" y="${y}" fill="currentColor" ${more}>${escapeMarkup(content)}</text>`;
}

function pixels(value: number): number {
  return Math.round(value * 10) / 10;
}
