// `npm run bench -- train-step`: one whole training step of SEJE, ours on each engine beside PyTorch's on the CPU.
import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { builtTraining } from './built-training.mjs';
import { PYTORCH } from '../python/environments.mjs';
import { findPython, noPython } from '../python/find-python.mjs';
import { writeProblem } from './train-step/problem.mjs';

const OURS = fileURLToPath(new URL('./train-step/ours.child.mjs', import.meta.url));
const THEIRS = fileURLToPath(new URL('./pytorch/train_step.py', import.meta.url));
/** Share of PyTorch's speed that the native engine must reach. */
const BAR = 0.6;
/** Steps before the first that counts; the first three losses are compared. */
const WARM_UP = 3;
/** WebAssembly runs one thread and is slow: so many steps a round. */
const STEPS_ON_WASM = 1;
/** Largest difference of a loss from PyTorch's, of its size, at which both take the same step. */
const LOSS_TOLERANCE = 1e-3;

/** @param folder takes the problem: features and first weights of both sides */
export async function measureTrainStep(folder, args) {
  const { values } = parseArgs({
    args,
    options: {
      widths: { type: 'string', default: '1024,256' },
      engines: { type: 'string', default: 'native,wasm' },
      threads: { type: 'string', default: String(availableParallelism()) },
      batch: { type: 'string', default: '100' },
      rounds: { type: 'string', default: '7' },
      steps: { type: 'string', default: '5' },
    },
  });
  const python = findPython(PYTORCH, ['torch', 'numpy']);
  if (python === undefined) process.stdout.write(`Without PyTorch: ${noPython(PYTORCH)}.\n`);
  await mkdir(folder, { recursive: true });
  for (const width of values.widths.split(',').map(Number)) {
    const path = join(folder, `problem-${width}.safetensors`);
    const size = await writeProblem(path, { width, batchSize: Number(values.batch) });
    await measureWidth(path, { ...values, python, width, ...size });
  }
}

async function measureWidth(path, settings) {
  const { width, batch, threads, rounds, steps, sentences, longest } = settings;
  const runners = startRunners(path, settings);
  try {
    for (const runner of runners) {
      runner.version = (await runner.answer()).version;
      runner.losses = (await runner.take(WARM_UP)).losses;
    }
    for (let round = 0; round < Number(rounds); round++)
      for (const runner of runners) {
        const count = runner.name === 'wasm' ? STEPS_ON_WASM : Number(steps);
        const { milliseconds, cpuSeconds } = await runner.take(count);
        runner.rounds.push(median(milliseconds));
        runner.cpu.push((cpuSeconds * 1000) / count);
      }
  } finally {
    for (const runner of runners) runner.stop();
  }
  process.stdout.write(
    `\nWidth ${width}, batch ${batch}, ${sentences.toFixed(0)} sentences a batch, up to ${longest} a recipe, ` +
      `${threads} threads (wasm one), ${rounds} rounds in turn, load ${loadavg()[0].toFixed(1)} at the end:\n\n`,
  );
  await report(runners);
}

function startRunners(path, { engines, threads, python }) {
  const ours = engines
    .split(',')
    .map((engine) => runnerOf(engine, [process.execPath, OURS, path, threads, engine]));
  if (python === undefined) return ours;
  const theirs = ['packed', 'padded'].map((sequences) =>
    runnerOf(`PyTorch, ${sequences}`, [python, THEIRS, path, threads, sequences]),
  );
  return [...ours, ...theirs];
}

/** A process that takes steps when it is told to. */
function runnerOf(name, [command, ...args]) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${name} ended before it answered`);
    return JSON.parse(value);
  };
  const take = (steps) => {
    child.stdin.write(`${JSON.stringify({ steps })}\n`);
    return answer();
  };
  return { name, answer, take, stop: () => child.kill(), rounds: [], cpu: [] };
}

/** A table for docs/results.md, then what the bar says. */
async function report(runners) {
  const { markdownTable } = await builtTraining(['reporting/markdown-table.js']);
  const theirs = runners.filter(({ name }) => name.startsWith('PyTorch'));
  const best = theirs.toSorted((a, b) => median(a.rounds) - median(b.rounds))[0];
  const native = runners.find(({ name }) => name === 'native');
  const rows = runners.map(({ name, version, rounds, cpu }) => {
    const speed = best === undefined ? '–' : `${ratio(best, { rounds }).toFixed(2)} x`;
    const figures = [median(rounds), Math.min(...rounds), median(cpu)].map((n) => n.toFixed(0));
    return [`${name} (${version})`, ...figures, speed];
  });
  const head = [
    '',
    'step, ms (median)',
    'best round, ms',
    'CPU time a step, ms',
    "speed of PyTorch's faster",
  ];
  process.stdout.write(`${markdownTable(head, rows)}\n\n`);
  for (const { name, losses } of runners)
    process.stdout.write(`First losses, ${name}: ${losses.map((loss) => loss.toFixed(5)).join(', ')}\n`);
  if (best === undefined || native === undefined) return;
  const apart = Math.max(...native.losses.map((loss, i) => Math.abs(loss / best.losses[i] - 1)));
  const speed = ratio(best, native);
  process.stdout.write(
    `Losses ${apart.toExponential(1)} apart at most (${apart < LOSS_TOLERANCE ? 'the same step' : 'NOT THE SAME STEP'}); ` +
      `native runs at ${speed.toFixed(2)} x the speed of ${best.name} (bar ${BAR}: ${speed >= BAR ? 'met' : 'MISSED'})\n`,
  );
}

/** Speed of `ours` as a multiple of `theirs`: the median over the rounds, since what else runs falls on both. */
function ratio(theirs, ours) {
  return median(theirs.rounds.map((milliseconds, round) => milliseconds / ours.rounds[round]));
}

function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
}
