import type { Random } from '@seje/core';

type Damage = (line: string, random: Random) => string;

/** `1/2 cup` -> `12 cup`, as in Recipe1M. */
const loseFractionSlash: Damage = (line) => line.replace(/(\d)\/(\d)/, '$1$2');
const loseAmount: Damage = (line) => line.replace(/^(?:[\d/.]+ ?)+(?:g|cups?|pounds?|ounces|cans?)? ?/, '');
const shout: Damage = (line) => line.toUpperCase();
const swapLetters: Damage = (line, random) => {
  const at = 1 + random.int(Math.max(line.length - 2, 1));
  return line.slice(0, at) + (line[at + 1] ?? '') + (line[at] ?? '') + line.slice(at + 2);
};
const addRemark: Damage = (line, random) =>
  `${line} ${random.pick(['(optional)', '(or more to taste)', '*see note', '(I used organic)', '- divided'])}`;

const DAMAGES: readonly Damage[] = [loseFractionSlash, loseAmount, shout, swapLetters, addRemark];

/** An ingredient line as careless typing or scraping leaves it; never empty. */
export function damagedLine(line: string, random: Random): string {
  const damaged = random.pick(DAMAGES)(line, random).trim();
  return damaged === '' ? line : damaged;
}
