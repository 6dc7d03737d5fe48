/** Milliseconds that `work` takes. */
export async function milliseconds(work) {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** Milliseconds of each of `count` runs of `work`, which gets the run's number. */
export async function eachMilliseconds(count, work) {
  const times = [];
  for (let i = 0; i < count; i++) times.push(await milliseconds(() => work(i)));
  return times;
}

/** @param share 0.5 gives the median */
export function quantile(numbers, share) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

export const median = (numbers) => quantile(numbers, 0.5);

/** The smallest cosine between rows of the same number. */
export function smallestCosine(a, b) {
  let smallest = Infinity;
  for (let row = 0; row < a.rows; row++) {
    let [product, squareA, squareB] = [0, 0, 0];
    for (let i = row * a.columns; i < (row + 1) * a.columns; i++) {
      product += a.data[i] * b.data[i];
      squareA += a.data[i] ** 2;
      squareB += b.data[i] ** 2;
    }
    smallest = Math.min(smallest, product / Math.sqrt(squareA * squareB));
  }
  return smallest;
}

export function say(text) {
  process.stdout.write(`${text}\n`);
}

/** A table in Markdown, as docs/results.md has them. */
export function sayTable(title, [head, ...rows]) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  say(`\n${title}:\n\n${[line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')}`);
}
