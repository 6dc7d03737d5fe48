// The image trunk alone, tensors ready: what a batch costs, and what changing its size costs.
import { eachMilliseconds, median, sayTable } from './figures.mjs';

const BATCHES = [1, 8, 32];
/** Timed runs of each batch, and runs before that warm it. */
const RUNS = { cpu: 5, cuda: 50 };
const WARM_UP = 3;
/** Sizes in the order in which queries might bring them; each follows another one. */
const CHANGING = [1, 8, 2, 7, 3, 6, 4, 5, 1, 8, 2, 7, 3, 6, 4, 5];

export async function measureTrunk({ libraries, bundle, rounds }) {
  const opened = await libraries.openBundle(bundle);
  const { image } = opened.manifest;
  const model = opened.path(libraries.BUNDLE_FILES.imageTrunk);
  const sessions = {};
  for (const provider of ['cpu', 'cuda'])
    sessions[provider] = await libraries.createOnnxSession(model, { provider });
  const run = (provider, input) => sessions[provider].run({ [image.input]: input });
  const inputs = new Map([1, 2, 3, 4, 5, 6, 7, 8, 32].map((size) => [size, noise(image, size)]));

  const rows = [];
  for (const size of BATCHES) {
    const input = inputs.get(size);
    const times = { cpu: [], cuda: [] };
    for (const provider of ['cpu', 'cuda']) await eachMilliseconds(WARM_UP, () => run(provider, input));
    for (let round = 0; round < rounds; round++) {
      for (const provider of ['cpu', 'cuda'])
        times[provider].push(...(await eachMilliseconds(RUNS[provider], () => run(provider, input))));
    }
    const [cpu, cuda] = [times.cpu, times.cuda].map(median);
    const cells = [cpu, cuda].flatMap((ms) => [ms.toFixed(2), ((1000 * size) / ms).toFixed(1)]);
    rows.push([size, ...cells, `${(cpu / cuda).toFixed(1)} x`]);
  }
  const head = ['batch', 'CPU, ms', 'CPU, photos/s', 'CUDA, ms', 'CUDA, photos/s', 'ratio'];
  sayTable(`Trunk ${image.backbone} alone, tensors ready, medians of ${rounds} rounds in turn`, [
    head,
    ...rows,
  ]);

  const passes = [];
  for (const pass of ['first', 'second']) {
    const times = [];
    for (const size of CHANGING)
      times.push(...(await eachMilliseconds(1, () => run('cuda', inputs.get(size)))));
    passes.push([pass, ...times.map((ms) => ms.toFixed(0))]);
  }
  sayTable('The trunk on CUDA where each batch has another size than the one before, ms', [
    ['pass', ...CHANGING.map((size) => `${size}`)],
    ...passes,
  ]);
  await Promise.all(Object.values(sessions).map((session) => session.release()));
}

/** Levels of no photo, [size, 3, crop, crop] or [size, crop, crop, 3]; never zeros, which may run faster. */
function noise({ preprocessing: { crop, layout } }, size) {
  const dims = layout === 'nchw' ? [size, 3, crop, crop] : [size, crop, crop, 3];
  return {
    dims,
    data: Float32Array.from({ length: size * 3 * crop * crop }, () => 200 * Math.random() - 100),
  };
}
