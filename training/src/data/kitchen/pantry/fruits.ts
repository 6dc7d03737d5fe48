import { type Ingredient, ingredientTable } from './ingredient.js';

export const FRUITS: readonly Ingredient[] = ingredientTable(
  'fruit',
  `
  strawberry/strawberries | cup | .12 x 3 | halved=strawberry-half, hulled=noto:strawberry
  blueberry/blueberries; bilberry/bilberries | cup | .07 x 5 | rinsed=blueberry, on the stem=noto:blueberries
  raspberry/raspberries | cup | .09 x 4 | rinsed=raspberry
  blackberry/blackberries | cup | .1 x 3 | rinsed=blackberry
  cherry/cherries; sweet cherry/sweet cherries | cup | .13 x 3 | pitted=noto:cherries
  banana/bananas | each | .12 x 4 | sliced=banana-slice, peeled=noto:banana
  apple/apples; red apple/red apples | each | .18 x 3 | cored and sliced=apple-slice, cored=noto:red-apple
  green apple/green apples; granny smith apple/granny smith apples | each | .19 x 1 | quartered=noto:green-apple
  pear/pears | each | .18 x 2 | halved=pear-slice, poached whole=noto:pear
  peach/peaches; nectarine/nectarines | each | .16 x 3 | sliced=peach-slice, halved=noto:peach
  mango/mangoes | each | .12 x 4 | peeled and diced=mango-cube, cut into cheeks=noto:mango
  pineapple; ananas | cup | .13 x 3 | cut into chunks=pineapple-chunk, cut into long wedges=noto:pineapple
  kiwi/kiwis; kiwifruit | each | .15 x 3 | peeled and sliced=noto:kiwi-fruit
  orange/oranges; navel orange/navel oranges | each | .16 x 3 | sliced=orange-slice
  tangerine/tangerines; mandarin/mandarins; clementine/clementines | each | .16 x 2 | peeled=noto:tangerine
  fig/figs | each | .13 x 2 | halved=fig-half
  grape/grapes; table grapes | cup | .18 x 2 | washed=noto:grapes
  watermelon | cup | .2 x 2 | cut into wedges=noto:watermelon
  melon; cantaloupe; muskmelon | cup | .18 x 1 | cut into pieces=noto:melon
  pomegranate; pomegranate arils | cup | .12 x 3 | seeds only=pomegranate-seeds
  cranberry/cranberries; lingonberry/lingonberries | cup | .12 x 3 | thawed=cranberries
  coconut; desiccated coconut | cup | .1 x 3 | flaked=coconut-flake, cracked open=noto:coconut
  dark chocolate; bittersweet chocolate | weight | .11 x 3 | broken into chunks=chocolate-chunk, snapped into bars=noto:chocolate-bar
  `,
);
