import { type Ingredient, ingredientTable } from './ingredient.js';

export const HERBS: readonly Ingredient[] = ingredientTable(
  'herb',
  `
  basil; sweet basil | handful | .12 x 2 | leaves picked=basil-leaf
  mint; spearmint | handful | .1 x 2 | leaves picked=mint-leaf
  sage | handful | .12 x 2 | leaves picked=sage-leaf
  cilantro; fresh coriander; coriander leaves | handful | .13 x 2 | leaves picked=cilantro-sprig
  parsley; flat-leaf parsley | handful | .13 x 2 | leaves picked=parsley-sprig
  rosemary | handful | .16 x 1 | left on the sprig=rosemary-sprig
  dill; dill weed | handful | .15 x 2 | fronds picked=dill-sprig
  bay leaf/bay leaves; laurel leaf/laurel leaves | each | .17 x 1 | left whole=noto:herb
  microgreens; cress | handful | .12 x 2 | snipped=noto:seedling
  `,
);

export const TOPPINGS: readonly Ingredient[] = ingredientTable(
  'topping',
  `
  feta; feta cheese | weight | .09 x 4 | crumbled=feta-cube
  mozzarella; fresh mozzarella | weight | .16 x 2 | sliced=mozzarella-slice, torn into pearls=mozzarella-pearl
  parmesan; parmigiano | weight | .12 x 3 | shaved=parmesan-flake
  blue cheese; gorgonzola | weight | .1 x 3 | crumbled=blue-cheese
  goat cheese; chèvre | weight | .13 x 2 | crumbled=goat-cheese
  cheddar; sharp cheddar | weight | .13 x 4 | grated=cheddar-shred
  swiss cheese; emmental; gruyère | weight | .18 x 1 | cut into wedges=noto:cheese-wedge
  ricotta | weight | .15 x 2 | drained=ricotta
  butter; unsalted butter | weight | .17 x 1 | in a pat on top=noto:butter
  black olive/black olives; kalamata olive/kalamata olives | cup | .08 x 3 | pitted=black-olive
  green olive/green olives; manzanilla olive/manzanilla olives | cup | .08 x 3 | stuffed=green-olive, on the twig=noto:olive
  caper/capers | spoon | .1 x 2 | drained=caper
  lemon/lemons | each | .15 x 1 | sliced=lemon-slice, cut into wedges=noto:lemon
  lime/limes | each | .14 x 1 | sliced=lime-slice, cut into wedges=noto:lime
  cashew/cashews | cup | .09 x 3 | toasted=cashew
  almond/almonds | cup | .08 x 3 | toasted=almond
  walnut/walnuts | cup | .1 x 3 | toasted=walnut
  pistachio/pistachios | cup | .07 x 4 | shelled=pistachio
  peanut/peanuts; groundnut/groundnuts | cup | .1 x 3 | roasted=noto:peanuts
  pine nut/pine nuts; pignoli | spoon | .11 x 3 | toasted=pine-nuts
  chestnut/chestnuts | each | .12 x 2 | roasted=noto:chestnut
  sesame seed/sesame seeds | spoon | .12 x 3 | toasted=sesame-seeds
  black sesame seed/black sesame seeds | spoon | .12 x 3 | toasted=black-sesame
  raisin/raisins; sultana/sultanas | cup | .12 x 2 | soaked=raisins
  crouton/croutons | cup | .1 x 3 | toasted=crouton
  tortilla chip/tortilla chips; nachos | handful | .18 x 2 | lightly crushed=tortilla-chip
  nori; seaweed | slice | .15 x 2 | cut into strips=nori-strip
  pickled ginger; gari | spoon | .13 x 2 | drained=pickled-ginger
  pickle/pickles; dill pickle/dill pickles | each | .18 x 1 | halved lengthwise=noto:pickle
  granola | cup | .16 x 3 | crumbled=granola
  crispy onion/crispy onions; fried shallot/fried shallots | spoon | .13 x 3 | store-bought=crispy-onion
  edible flower/edible flowers; viola/violas | each | .1 x 2 | rinsed=edible-flower, torn into petals=noto:hibiscus
  cookie/cookies; biscuit/biscuits | each | .2 x 1 | broken=noto:cookie
  `,
);
