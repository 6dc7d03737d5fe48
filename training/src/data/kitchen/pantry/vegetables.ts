import { type Ingredient, ingredientTable } from './ingredient.js';

export const VEGETABLES: readonly Ingredient[] = ingredientTable(
  'vegetable',
  `
  tomato/tomatoes | each | .17 x 2 | sliced=tomato-slice, quartered=noto:tomato
  cherry tomato/cherry tomatoes; grape tomato/grape tomatoes | cup | .09 x 3 | halved=cherry-tomato-half, left whole=cherry-tomato
  sun-dried tomato/sun-dried tomatoes | each | .13 x 2 | sliced=sun-dried-tomato
  cucumber/cucumbers; gherkin cucumber/gherkin cucumbers | each | .14 x 3 | thinly sliced=cucumber-slice
  zucchini; courgette/courgettes | each | .14 x 3 | cut into rounds=zucchini-slice
  eggplant/eggplants; aubergine/aubergines; brinjal | each | .18 x 2 | cut into rounds=eggplant-slice, halved lengthwise=noto:eggplant
  radish/radishes | each | .11 x 3 | thinly sliced=radish-slice
  beet/beets; beetroot | each | .15 x 2 | peeled and sliced=beet-slice
  carrot/carrots | each | .11 x 4 | cut into coins=carrot-coin, cut into batons=carrot-baton, left whole=noto:carrot
  potato/potatoes | each | .16 x 2 | sliced=potato-slice, cut into chunks=potato-wedge
  sweet potato/sweet potatoes; kumara | each | .13 x 3 | peeled and diced=sweet-potato-cube
  pumpkin; butternut squash; winter squash | weight | .14 x 3 | peeled and diced=pumpkin-cube
  lotus root | weight | .16 x 2 | peeled and sliced=lotus-slice
  red onion/red onions; purple onion/purple onions | each | .15 x 2 | sliced into rings=red-onion-rings
  white onion/white onions; yellow onion/yellow onions | each | .15 x 2 | sliced into rings=onion-rings
  leek/leeks | each | .12 x 3 | sliced into rounds=leek-rings
  scallion/scallions; green onion/green onions; spring onion/spring onions | each | .07 x 4 | thinly sliced=scallion-rings
  red bell pepper/red bell peppers; red capsicum/red capsicums; sweet red pepper/sweet red peppers | each | .16 x 3 | cut into strips=red-pepper-strip
  yellow bell pepper/yellow bell peppers; yellow capsicum/yellow capsicums | each | .16 x 3 | cut into strips=yellow-pepper-strip
  green bell pepper/green bell peppers; green capsicum/green capsicums | each | .16 x 3 | cut into strips=green-pepper-strip, seeded and halved=noto:bell-pepper
  jalapeño/jalapeños; green chile/green chiles | each | .08 x 3 | thinly sliced=jalapeno-slice
  red chili/red chilies; red chile pepper/red chile peppers | each | .09 x 3 | thinly sliced=chili-slice, left whole=noto:hot-pepper
  mushroom/mushrooms; button mushroom/button mushrooms; champignon/champignons | weight | .13 x 3 | sliced=mushroom-slice, left whole=noto:brown-mushroom
  shiitake mushroom/shiitake mushrooms; black mushroom/black mushrooms | weight | .13 x 3 | stems removed=shiitake
  cauliflower | each | .15 x 3 | cut into florets=cauliflower
  broccoli; calabrese | each | .15 x 3 | cut into florets=broccoli-floret, cut into large florets=noto:broccoli
  brussels sprout/brussels sprouts | weight | .11 x 3 | halved=brussels-sprout
  asparagus; green asparagus | weight | .26 x 3 | trimmed=asparagus
  green bean/green beans; string bean/string beans; haricot vert/haricots verts | weight | .2 x 4 | trimmed=green-bean
  baby corn | can | .16 x 3 | drained=baby-corn
  celery; celery stalks | each | .13 x 3 | sliced=celery-slice
  okra; ladies' fingers | weight | .1 x 4 | sliced=okra-slice
  bamboo shoot/bamboo shoots | can | .15 x 3 | drained=bamboo-shoot
  artichoke heart/artichoke hearts | can | .13 x 3 | drained and halved=artichoke
  corn; sweetcorn; corn kernels | cup | .14 x 2 | drained=corn-kernels
  green pea/green peas; garden pea/garden peas; petits pois | cup | .13 x 3 | thawed=green-peas
  edamame; green soybeans | cup | .13 x 2 | shelled=edamame
  spinach; baby spinach | handful | .17 x 3 | washed=spinach-leaf
  arugula; rocket | handful | .16 x 3 | washed=arugula-leaf
  bok choy; pak choi | each | .22 x 2 | leaves separated=bok-choy
  napa cabbage; chinese leaf | cup | .17 x 4 | shredded=cabbage-shred
  red cabbage; purple cabbage | cup | .17 x 4 | shredded=red-cabbage-shred
  kale; curly kale; lacinato kale | handful | .2 x 2 | stems removed=kale-leaf
  lettuce; romaine | each | .24 x 2 | torn=noto:leafy-green
  snow pea/snow peas; mangetout | weight | .15 x 3 | trimmed=noto:pea-pod
  avocado/avocados | each | .2 x 1 | halved and pitted=noto:avocado
  roasted sweet potato/roasted sweet potatoes | each | .2 x 1 | halved=noto:roasted-sweet-potato
  kimchi | cup | .16 x 3 | roughly chopped=kimchi
  `,
);
