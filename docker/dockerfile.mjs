// Reads as much of a Dockerfile as docker/prove.mjs carries out.
import { readFileSync } from 'node:fs';

/** Its stages in their order: `{ name, from, steps: [{ keyword, text }] }`; a step's text is what follows its keyword. */
export function stagesOf(path) {
  const stages = [];
  const text = readFileSync(path, 'utf8')
    .replace(/^\s*#.*\n/gm, '')
    .replace(/\\\n/g, ' ');
  for (const line of text.split('\n').filter((line) => line.trim() !== '')) {
    const [, keyword, rest] = /^(\w+)\s+(.*)$/.exec(line.trim());
    if (keyword === 'FROM') {
      const [from, , name] = rest.split(/\s+/);
      stages.push({ from, name, steps: [] });
    } else {
      stages.at(-1).steps.push({ keyword, text: rest.trim() });
    }
  }
  return stages;
}

/** What its ENV steps set: `{ NAME: 'value' }`. */
export function environmentOf({ steps }) {
  const pairs = steps.filter(({ keyword }) => keyword === 'ENV').flatMap(({ text }) => text.split(/\s+/));
  return Object.fromEntries(pairs.map((pair) => pair.split('=', 2)));
}

/** What it copies out of another stage: `[{ sources, target }]`, as they are written. */
export function copiesOf({ steps }, stage) {
  const flag = `--from=${stage} `;
  return steps
    .filter(({ keyword, text }) => keyword === 'COPY' && text.startsWith(flag))
    .map(({ text }) => {
      const paths = text.slice(flag.length).trim().split(/\s+/);
      return { sources: paths.slice(0, -1), target: paths.at(-1) };
    });
}
