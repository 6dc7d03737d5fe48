import { type Ingredient, ingredientTable } from './ingredient.js';

/** What goes into the pot and is not seen: salt, fats, spices, stocks, sauces, sugar. */
export const SEASONINGS: readonly Ingredient[] = ingredientTable(
  'seasoning',
  `
  salt; sea salt; kosher salt | pinch
  black pepper; ground pepper | pinch
  water; cold water | splash
  olive oil; extra virgin olive oil | spoon
  vegetable oil; canola oil; neutral oil | spoon
  sesame oil; toasted sesame oil | spoon
  ghee; clarified butter | spoon
  garlic clove/garlic cloves | each
  ginger; ginger root | spoon
  shallot/shallots | each
  sugar; caster sugar | spoon
  brown sugar; muscovado sugar | spoon
  honey; clear honey | spoon
  maple syrup | spoon
  soy sauce; shoyu; tamari | spoon
  fish sauce; nam pla | spoon
  oyster sauce | spoon
  rice vinegar | spoon
  balsamic vinegar | spoon
  red wine vinegar | spoon
  white wine; dry white wine | splash
  lemon juice | spoon
  lime juice | spoon
  vegetable stock; vegetable broth | splash
  chicken stock; chicken broth | splash
  dashi; dashi stock | splash
  coconut milk | can
  heavy cream; double cream | splash
  plain yogurt; natural yogurt; greek yogurt | cup
  milk; whole milk | splash
  tomato paste; tomato purée | spoon
  curry powder | spoon
  garam masala | spoon
  turmeric; ground turmeric | pinch
  cumin; ground cumin | spoon
  ground coriander | spoon
  paprika; sweet paprika | spoon
  smoked paprika; pimentón | spoon
  saffron; saffron threads | pinch
  cinnamon; ground cinnamon | pinch
  nutmeg; grated nutmeg | pinch
  oregano; dried oregano | spoon
  thyme; dried thyme | spoon
  chili flakes; red pepper flakes | pinch
  cayenne; cayenne pepper | pinch
  red curry paste; thai red curry paste | spoon
  green curry paste; thai green curry paste | spoon
  gochujang; korean chili paste | spoon
  miso paste; white miso | spoon
  mirin; sweet rice wine | spoon
  harissa; harissa paste | spoon
  tahini; sesame paste | spoon
  dijon mustard; mustard | spoon
  pesto; basil pesto | spoon
  star anise | each
  lemongrass; lemon grass | each
  cornstarch; cornflour | spoon
  all-purpose flour; plain flour | cup
  baking powder | spoon
  vanilla extract; vanilla essence | spoon
  `,
);
