import { LONGEST_ENTRY, wordsOf } from '@seje/preprocessing';

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Quantities, units, containers and sizes: they come before the ingredient's name. */
const MEASURES = words(`
  bag bags batch bottle bottles bowl box boxes bulb bulbs bunch bunches can cans carton clove cloves
  container couple cube cubes cup cups dash dashes deciliter deciliters dl dozen drop drops ear ears
  eight filet fillet fillets five fl fluid four gal gallon gallons glass gram grams gr half handful
  handfuls head heads inch inches jar jars jumbo kg kilo kilogram kilograms kilos knob lb lbs liter
  liters litre litres loaf loaves lump medium milliliter milliliters ml mm cm nine ounce ounces oz
  pack package packages packet packets packs part parts piece pieces pinch pinches pint pints pkg
  portion portions pound pounds quart quarter quarters quarts rib ribs roll rolls scoop seven sheet
  sheets shot sized six slab slice slices small large big tiny splash sprig sprigs stalk stalks stem
  stems stick sticks strip strips tablespoon tablespoons tbsp tbsps tub tubs tin tins teaspoon
  teaspoons tb tbs ten third three tsp tsps tube about approximately around roughly
`);

/** What was done to the ingredient or is said about it: before or after its name. */
const PREPARATIONS = words(`
  additional beaten blanched boned boneless chilled chopped cleaned coarsely cold cooked cored crosswise crumbled
  crushed cubed cut deveined diced divided drained finely flaked freshly generous generously good
  grated halved heaped heaping hulled husked julienned level lengthwise lightly loosely
  mashed melted minced needed optional packed peeled pitted pounded pressed quartered quality rinsed
  ripe room rounded scant slightly scrubbed seeded separated shelled shredded shucked sieved sifted size skinless sliced
  slivered softened split squeezed stemmed strained taste temperature thawed thick thickly thin
  thinly tightly toasted torn trimmed washed
`);

/** Where a line turns to another matter: brackets, punctuation, an alternative, a purpose. */
const TURNS = /[,;:()[\]]|\s[-\u2013\u2014]\s|\b(?:or|for|plus|such as|like|preferably|depending)\b/iu;

/**
 * The ingredient's name in a line, as words: in the first part of the line that has one, what is left
 * after the quantities, units, sizes and preparations at its beginning and the preparations at its
 * end are taken off. `2 cups (240 g) finely chopped red onions, peeled` gives `red onions`.
 * @returns 1 to 4 words, or none where the rule finds no name of such a length
 */
export function ingredientPhrase(line: string, stopWords: ReadonlySet<string>): string[] {
  const withoutBrackets = line.replaceAll(/\([^)]*\)|\[[^\]]*\]/g, ' ');
  for (const part of withoutBrackets.split(TURNS)) {
    const phrase = stripped(wordsOf(part, stopWords));
    if (phrase.length > 0) return phrase.length <= LONGEST_ENTRY ? phrase : [];
  }
  return [];
}

function stripped(phrase: readonly string[]): string[] {
  let from = 0;
  let to = phrase.length;
  while (from < to && (MEASURES.has(phrase[from]!) || PREPARATIONS.has(phrase[from]!))) from++;
  while (to > from && PREPARATIONS.has(phrase[to - 1]!)) to--;
  return phrase.slice(from, to);
}
