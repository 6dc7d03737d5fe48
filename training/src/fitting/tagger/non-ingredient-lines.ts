import type { Random } from '@seje/core';
import type { LabelledLine } from './labelled-line.js';

const list = (text: string): readonly string[] =>
  text
    .trim()
    .split('|')
    .map((entry) => entry.trim());

/** Parts of a dish that a heading stands over. */
const PARTS = list(`
  sauce | dough | filling | topping | dressing | marinade | crust | frosting | icing | glaze | salad | syrup | soup |
  cake | batter | garnish | stuffing | vinaigrette | pastry | rub | brine | broth | custard | base | assembly | salsa |
  meatballs | streusel | ganache | coating | gravy | sponge | relish | pickle | spice mix | spice paste | caramel |
  crumble | compote | cream | pasta | chicken | fish | meat | vegetables | noodles | rice | pie | tart | burgers
`);
/** Headings and notes that stand as they are. */
const WHOLE_LINES = list(`
  To serve | To garnish | To finish | To assemble | To decorate | For serving | For garnish | For decoration |
  For frying | For dusting | For the pan | Optional | Optional extras | Optional toppings | Garnish | Topping |
  Toppings | Ingredients | Equipment | Special equipment | Notes | Note | Method | Accompaniments | Serve with |
  ---- | *** | ==== | _____ | Additional | Day 1 | Day 2 | Step 1 | Step 2 | Part one | First layer | Second layer |
  see note below | see notes | recipe follows | recipes follow | all at room temperature | divided use |
  plus extra for serving | or to taste | as needed | according to taste | if desired | you will also need |
  You will need | click here for the recipe | printable version | adapted from my grandmother
`);
const YIELDS = list(`
  makes about # cups | makes # | makes # servings | makes # to # pieces | serves # | serves #-# | serves # to # |
  yield: # servings | yields about # cups | yields # loaves | # servings | enough for # people | about # cups in all |
  total time # minutes | prep time: # minutes | cook time: # hours | bake # minutes at 350 | chill # hours |
  makes one 9-inch pie | makes # dozen | for # people | for # persons | oven temperature 400°F
`);
const EQUIPMENT = list(`
  a # inch springform pan | # wooden skewers, soaked | a candy thermometer | parchment paper | kitchen twine |
  # muffin liners | a piping bag with a star tip | toothpicks | a # quart slow cooker | aluminum foil | a pastry brush
`);
const HEADINGS = list(`For the {} | for {} | {} | To make the {} | {} ingredients | The {} | For {}`);
const MOST = 24;

/**
 * Lines as they stand between ingredients without naming one: section headings, yields, notes, equipment. Made
 * for collections that label ingredients alone.
 */
export function nonIngredientLines(count: number, random: Random): LabelledLine[] {
  return Array.from({ length: count }, () => ({ text: oneLine(random), isIngredient: false }));
}

function oneLine(random: Random): string {
  const kind = random.float();
  if (kind < 0.45) return heading(random);
  if (kind < 0.7) return styled(random.pick(WHOLE_LINES), random);
  if (kind < 0.9) return inBrackets(numbered(random.pick(YIELDS), random), random);
  return inBrackets(numbered(random.pick(EQUIPMENT), random), random);
}

function heading(random: Random): string {
  const form = random.pick(HEADINGS);
  const part = random.pick(PARTS);
  const line = form.replace('{}', part);
  // a part's name alone is a heading only where it is written as one: `sauce` may be an ingredient
  if (form !== '{}') return styled(line, random);
  return random.float() < 0.5 ? `${capitalised(line)}:` : line.toUpperCase();
}

function styled(line: string, random: Random): string {
  const cased = random.pick([line, line, capitalised(line), line.toUpperCase(), titled(line)]);
  return /[a-z]$/i.test(line) && random.float() < 0.6 ? `${cased}:` : cased;
}

function inBrackets(line: string, random: Random): string {
  const cased = random.float() < 0.5 ? capitalised(line) : line;
  return random.float() < 0.5 ? `(${cased})` : cased;
}

function numbered(line: string, random: Random): string {
  return line.replaceAll('#', () => `${1 + random.int(MOST)}`);
}

function capitalised(line: string): string {
  return line.charAt(0).toUpperCase() + line.slice(1);
}

function titled(line: string): string {
  return line.split(' ').map(capitalised).join(' ');
}
