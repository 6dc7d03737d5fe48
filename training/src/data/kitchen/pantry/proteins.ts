import { type Ingredient, ingredientTable } from './ingredient.js';

export const PROTEINS: readonly Ingredient[] = ingredientTable(
  'protein',
  `
  chicken; chicken thighs | weight | .19 x 3 | cut into strips=chicken-strip, cut into chunks=chicken-curry-piece
  chicken breast/chicken breasts | each | .27 x 1 | grilled and sliced=chicken-breast
  chicken drumstick/chicken drumsticks; chicken leg/chicken legs | each | .25 x 1 | skin on=noto:poultry-leg
  beef; beef sirloin | weight | .18 x 3 | cut into strips=beef-strip, cut into cubes=beef-cube
  steak; rump steak; flank steak | weight | .2 x 2 | sliced across the grain=steak-slice
  lamb; lamb shoulder | weight | .15 x 3 | cut into cubes=lamb-cube
  pork belly; side pork | weight | .17 x 3 | sliced=pork-belly
  ground beef; minced beef | weight | .2 x 3 | crumbled=ground-meat
  meatball/meatballs | each | .14 x 3 | rolled small=meatball
  bacon; streaky bacon | slice | .2 x 2 | cut in half=noto:bacon
  sausage/sausages | each | .13 x 3 | sliced=sausage-slice
  chorizo | weight | .12 x 3 | sliced=chorizo-slice
  pepperoni | slice | .12 x 3 | thinly sliced=pepperoni
  ham; cooked ham | slice | .15 x 3 | cut into strips=ham-strip
  prosciutto; parma ham | slice | .21 x 2 | torn=prosciutto
  salmon; salmon fillet/salmon fillets | weight | .25 x 1 | cut into portions=salmon-fillet
  tuna; ahi tuna | weight | .14 x 3 | cut into cubes=tuna-cube
  cod; white fish | weight | .25 x 1 | cut into portions=cod-fillet
  sardine/sardines | can | .24 x 1 | drained=noto:fish
  shrimp; prawn/prawns; king prawns | weight | .16 x 3 | peeled and deveined=noto:shrimp
  breaded shrimp; ebi furai | each | .18 x 2 | crumbed=noto:fried-shrimp
  crab; crab claws | each | .26 x 1 | cleaned=noto:crab
  lobster; crayfish | each | .3 x 1 | split=noto:lobster
  squid; calamari | weight | .15 x 3 | cut into rings=calamari-ring
  baby octopus; octopus | weight | .2 x 1 | cleaned=noto:octopus
  oyster/oysters | each | .16 x 2 | shucked=noto:oyster
  scallop/scallops | each | .13 x 3 | patted dry=scallop
  mussel/mussels | weight | .13 x 3 | scrubbed=mussel
  clam/clams; vongole | weight | .12 x 3 | scrubbed=clam
  anchovy/anchovies | each | .15 x 2 | drained=anchovy
  tofu; bean curd | weight | .13 x 3 | pressed and cubed=tofu-cube
  fried tofu; tofu puffs | weight | .13 x 3 | halved=fried-tofu
  tempeh | weight | .13 x 3 | cubed=tempeh
  seitan; wheat gluten | weight | .18 x 3 | sliced=seitan
  paneer; indian cottage cheese | weight | .13 x 3 | cubed=paneer-cube
  halloumi; grilling cheese | weight | .19 x 2 | sliced=halloumi
  egg/eggs; free-range egg/free-range eggs | each | .17 x 1 | boiled and halved=boiled-egg-half, fried=fried-egg, soft-boiled and halved=soft-egg-half
  chickpea/chickpeas; garbanzo bean/garbanzo beans | can | .14 x 4 | drained and rinsed=chickpeas
  black bean/black beans; turtle bean/turtle beans | can | .14 x 4 | drained and rinsed=black-beans
  kidney bean/kidney beans; red bean/red beans | can | .14 x 4 | drained and rinsed=kidney-beans
  white bean/white beans; cannellini bean/cannellini beans | can | .14 x 4 | drained and rinsed=white-beans
  lentil/lentils; brown lentil/brown lentils | cup | .15 x 4 | rinsed=lentils
  dumpling/dumplings; gyoza; potsticker/potstickers | each | .18 x 2 | thawed=noto:dumpling
  fish cake/fish cakes; narutomaki | slice | .13 x 2 | sliced=noto:fish-cake-with-swirl
  `,
);
