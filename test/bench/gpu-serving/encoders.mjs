// Both encoders of a bundle from end to end: do CPU and GPU agree, and how fast are they.
import {
  eachMilliseconds,
  median,
  milliseconds,
  quantile,
  say,
  sayTable,
  smallestCosine,
} from './figures.mjs';

const PROVIDERS = ['cpu', 'cuda'];
const RECIPES = 100;
/** Photos that go through the CPU in one round; the GPU takes all. */
const ON_CPU = 64;
/** Queries of 1 to 8 photos, as the service's micro-batches come. */
const QUERIES = 40;

export async function measureEncoders({ libraries, bundle, data, photos, rounds }) {
  const opened = await libraries.openBundle(bundle);
  await measurePhotos(opened, { libraries, photos, rounds });
  await measureRecipes(opened, { libraries, recipes: await recipesOf(data, libraries) });
}

async function measurePhotos(bundle, { libraries, photos, rounds }) {
  const encoders = {};
  for (const provider of PROVIDERS) {
    const ms = await milliseconds(async () => {
      encoders[provider] = await libraries.openPhotoEncoder(bundle, { provider });
    });
    say(`\nPhoto encoder on ${provider} opened in ${(ms / 1000).toFixed(1)} s`);
  }
  const some = { cpu: photos.slice(0, ON_CPU), cuda: photos };
  const [cpu, cuda] = await Promise.all(PROVIDERS.map((name) => encoders[name].featuresOf(some.cpu)));
  const [onCpu, onCuda] = [await encoders.cpu.encodeFeatures(cpu), await encoders.cuda.encodeFeatures(cuda)];
  say(
    `CPU and CUDA on ${ON_CPU} photos, smallest cosine: feature ${smallestCosine(cpu.feature, cuda.feature).toFixed(6)}, ` +
      `embedding ${smallestCosine(onCpu, onCuda).toFixed(6)}`,
  );
  const { preprocessing } = bundle.manifest.image;
  const rates = { cpu: [], cuda: [], decode: [] };
  const rate = async (set, work) => (1000 * set.length) / (await milliseconds(() => work(set)));
  for (let round = 0; round < rounds; round++) {
    for (const name of PROVIDERS)
      rates[name].push(await rate(some[name], (set) => encoders[name].encodePhotos(set)));
    rates.decode.push(await rate(photos, (set) => libraries.photoTensors(set, preprocessing)));
  }
  sayTable(`Photo encoder, decode included, ${photos.length} JPEGs, medians of ${rounds} rounds in turn`, [
    ['', 'photos/s'],
    ...Object.entries(rates).map(([name, values]) => [name, median(values).toFixed(0)]),
  ]);
  await measureQueries(encoders, photos);
  await Promise.all(Object.values(encoders).map((encoder) => encoder.release()));
}

/** Sizes change from query to query, as they do in the service. */
async function measureQueries(encoders, photos) {
  const rows = [];
  for (const name of PROVIDERS) {
    for (const [sizes, sizeOf] of [
      ['1', () => 1],
      ['1 to 8', (query) => 1 + ((query * 5) % 8)],
    ]) {
      const times = await eachMilliseconds(QUERIES, (query) =>
        encoders[name].encodePhotos(photos.slice(query, query + sizeOf(query))),
      );
      rows.push([name, sizes, median(times).toFixed(1), Math.max(...times).toFixed(1)]);
    }
  }
  sayTable(`${QUERIES} queries, one after another, decode included`, [
    ['', 'photos a query', 'median, ms', 'longest, ms'],
    ...rows,
  ]);
}

async function measureRecipes(bundle, { libraries, recipes }) {
  const rows = [];
  const vectors = {};
  for (const provider of PROVIDERS) {
    const encoder = await libraries.openRecipeEncoder(bundle, { provider });
    const one = (i) => encoder.encodeRecipes([recipes[i]]);
    const first = await eachMilliseconds(recipes.length, one);
    const again = await eachMilliseconds(recipes.length, one);
    const together = await eachMilliseconds(5, () => encoder.encodeRecipes(recipes));
    vectors[provider] = await encoder.encodeRecipes(recipes);
    rows.push([
      provider,
      Math.max(...first).toFixed(1),
      median(again).toFixed(2),
      quantile(again, 0.99).toFixed(2),
      ((1000 * recipes.length) / median(together)).toFixed(0),
    ]);
    await encoder.release();
  }
  sayTable(`Recipe encoder, ${recipes.length} recipes`, [
    ['', 'longest the first time, ms', 'one by one, median ms', '99 %, ms', 'together, recipes/s'],
    ...rows,
  ]);
  say(`CPU and CUDA, smallest cosine: ${smallestCosine(vectors.cpu, vectors.cuda).toFixed(6)}`);
}

async function recipesOf(data, { openRecipeSource }) {
  const recipes = [];
  for await (const record of (await openRecipeSource(data)).read()) {
    if (recipes.push(record) === RECIPES) break;
  }
  return recipes;
}
