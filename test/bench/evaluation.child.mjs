// A measured process of `npm run bench -- evaluation`: ranks in both directions; prints one JSON line.
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { builtTraining, root } from './built-training.mjs';

const { images, recipes, pairs, dimension, bagSize, bags, threads } = JSON.parse(process.argv[2]);
const KIB = 1024;

const { openOnnxProduct } = await builtTraining(['evaluation/onnx-product.js']);
const { evaluateRetrieval } = await import(join(root, 'dist/training/libs/retrieval/src/index.js'));

function matrixIn(path) {
  const { buffer, byteOffset } = readFileSync(path);
  return { rows: pairs, columns: dimension, data: new Float32Array(buffer, byteOffset, pairs * dimension) };
}

const embeddings = { images: matrixIn(images), recipes: matrixIn(recipes) };
const { product, release } = await openOnnxProduct({ provider: 'cpu', threads });
const started = performance.now();
const before = process.cpuUsage();
const report = await evaluateRetrieval(embeddings, { bagSize, bags, seed: 1, product });
const seconds = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage(before);
await release();
const cpuSeconds = (user + system) / 1e6;
const { maxRSS } = process.resourceUsage();
const medianRanks = [report.imageToRecipe.medianRank, report.recipeToImage.medianRank];
process.stdout.write(`${JSON.stringify({ seconds, cpuSeconds, bytes: maxRSS * KIB, medianRanks })}\n`);
