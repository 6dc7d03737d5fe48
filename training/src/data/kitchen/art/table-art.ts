/** Table tops in a 512 x 512 view box: wood, stone, cloth, paint. */

function planks(colours: readonly [string, string, string], seed: number): string {
  const [light, middle, dark] = colours;
  const boards = [0, 1, 2, 3]
    .map(
      (i) =>
        `<rect x="0" y="${i * 128}" width="512" height="128" fill="${i % 2 ? light : middle}"/>` +
        `<rect x="0" y="${i * 128 + 125}" width="512" height="3" fill="${dark}" opacity=".8"/>`,
    )
    .join('');
  return (
    `<defs><filter id="f" x="0" y="0" width="100%" height="100%"><feTurbulence type="fractalNoise" baseFrequency=".006 .11" numOctaves="4" seed="${seed}"/>` +
    `<feColorMatrix values="0 0 0 0 .2 0 0 0 0 .1 0 0 0 0 .03 1.6 0 0 0 -.62"/></filter></defs>${boards}` +
    `<rect width="512" height="512" filter="url(#f)" opacity=".8"/>`
  );
}

function stone(base: string, vein: string, seed: number): string {
  return (
    `<defs><filter id="f" x="0" y="0" width="100%" height="100%"><feTurbulence type="turbulence" baseFrequency=".009 .013" numOctaves="4" seed="${seed}"/>` +
    `<feColorMatrix values="0 0 0 0 ${vein} -3.6 0 0 0 .62"/></filter>` +
    `<filter id="s" x="0" y="0" width="100%" height="100%"><feTurbulence type="fractalNoise" baseFrequency=".7" numOctaves="2" seed="${seed + 1}"/>` +
    `<feColorMatrix values="0 0 0 0 .5 0 0 0 0 .5 0 0 0 0 .5 .5 0 0 0 -.2"/></filter></defs>` +
    `<rect width="512" height="512" fill="${base}"/><rect width="512" height="512" filter="url(#f)"/><rect width="512" height="512" filter="url(#s)" opacity=".35"/>`
  );
}

const weave = (seed: number): string =>
  `<defs><filter id="w" x="0" y="0" width="100%" height="100%"><feTurbulence type="fractalNoise" baseFrequency=".5 .09" numOctaves="2" seed="${seed}"/>` +
  `<feColorMatrix values="0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 .7 0 0 0 -.28"/></filter></defs><rect width="512" height="512" filter="url(#w)" opacity=".5"/>`;

function gingham(colour: string, size: number): string {
  return (
    `<rect width="512" height="512" fill="#fdfaf2"/><defs><pattern id="p" width="${size}" height="${size}" patternUnits="userSpaceOnUse">` +
    `<rect width="${size / 2}" height="${size}" fill="${colour}" opacity=".5"/><rect width="${size}" height="${size / 2}" fill="${colour}" opacity=".5"/>` +
    `</pattern></defs><rect width="512" height="512" fill="url(#p)"/>${weave(5)}`
  );
}

function stripes(base: string, colour: string): string {
  return (
    `<rect width="512" height="512" fill="${base}"/><defs><pattern id="p" width="64" height="64" patternUnits="userSpaceOnUse" patternTransform="rotate(12)">` +
    `<rect width="14" height="64" fill="${colour}"/><rect x="20" width="4" height="64" fill="${colour}"/></pattern></defs>` +
    `<rect width="512" height="512" fill="url(#p)"/>${weave(9)}`
  );
}

function terrazzo(base: string): string {
  const colours = ['#d98f7a', '#7fa38c', '#e3bf6a', '#8a93a8', '#ffffff', '#b5675c'];
  const chips = Array.from({ length: 190 }, (_, i) => {
    const [x, y] = [(i * 167.3) % 512, (i * 89.7 + (i % 7) * 31) % 512];
    const r = 3 + (i % 5) * 1.8;
    return `<path d="M${x} ${y - r}L${x + r} ${y}L${x + r * 0.4} ${y + r}L${x - r} ${y + r * 0.5}Z" fill="${colours[i % 6]}" opacity=".8" transform="rotate(${i * 47} ${x} ${y})"/>`;
  });
  return `<rect width="512" height="512" fill="${base}"/>${chips.join('')}`;
}

const cloth = (colour: string): string => `<rect width="512" height="512" fill="${colour}"/>${weave(3)}`;

export const TABLES: Readonly<Record<string, () => string>> = {
  oak: () => planks(['#d2a874', '#c79a63', '#6e4a24'], 2),
  walnut: () => planks(['#7d5636', '#6d4829', '#2c1a0c'], 7),
  whitewashed: () => planks(['#e9e4da', '#ded8cb', '#9c9484'], 11),
  'teal-boards': () => planks(['#5f9a98', '#548c8c', '#274c4c'], 4),
  marble: () => stone('#f3f1ee', '.45 0 0 0 0 .45 0 0 0 0 .48', 3),
  slate: () => stone('#474c52', '.78 0 0 0 0 .8 0 0 0 0 .84', 8),
  concrete: () => stone('#b3b0aa', '.35 0 0 0 0 .34 0 0 0 0 .33', 14),
  'red-gingham': () => gingham('#c8322c', 56),
  'green-gingham': () => gingham('#4f8a4c', 44),
  'striped-linen': () => stripes('#efe6d4', '#5f7f9c'),
  linen: () => cloth('#dccfb6'),
  'mustard-cloth': () => cloth('#d9a23c'),
  'navy-cloth': () => cloth('#2d3f5e'),
  'rose-cloth': () => cloth('#dda9a0'),
  terrazzo: () => terrazzo('#f0ece4'),
};
