import type { Ingredient } from '../pantry/ingredient.js';
import { ingredientsNamed } from '../pantry/pantry.js';

/** A way of cooking: which kinds of dish it knows and what it reaches for. */
export interface Cuisine {
  readonly id: string;
  /** For the title: `Thai`. */
  readonly adjective: string;
  readonly kinds: readonly string[];
  readonly proteins: readonly Ingredient[];
  readonly vegetables: readonly Ingredient[];
  readonly fruits: readonly Ingredient[];
  readonly herbs: readonly Ingredient[];
  readonly toppings: readonly Ingredient[];
  /** What is in the pot and not seen. */
  readonly seasonings: readonly Ingredient[];
}

type Lists = { readonly kinds: string } & {
  readonly [list in keyof Omit<Cuisine, 'id' | 'adjective' | 'kinds'>]?: string;
};

const listed = (names: string | undefined): readonly Ingredient[] =>
  names === undefined ? [] : ingredientsNamed(names);

function cuisine(adjective: string, lists: Lists): Cuisine {
  return {
    id: adjective.toLowerCase().replaceAll(' ', '_'),
    adjective,
    kinds: lists.kinds.split(',').map((kind) => kind.trim()),
    proteins: listed(lists.proteins),
    vegetables: listed(lists.vegetables),
    fruits: listed(lists.fruits),
    herbs: listed(lists.herbs),
    toppings: listed(lists.toppings),
    seasonings: listed(lists.seasonings),
  };
}

const EVERYDAY = 'salt, black pepper, water';

const SWEET_KINDS = 'smoothie_bowl, porridge, pancakes, fruit_tart';

/** In the order in which `dishes.cuisines` takes them; Nordic, Tropical and Mediterranean are the sweet ones. */
export const CUISINES: readonly Cuisine[] = [
  cuisine('Italian', {
    kinds: 'pasta, pizza, risotto, salad, frittata, soup, gratin, toast, mash_plate',
    proteins:
      'prosciutto, meatball, anchovy, clam, white bean, sausage, chicken breast, mussel, shrimp, ham, squid',
    vegetables:
      'tomato, cherry tomato, zucchini, eggplant, arugula, spinach, mushroom, artichoke heart, red onion, asparagus, sun-dried tomato, yellow bell pepper, green pea',
    herbs: 'basil, rosemary, sage, parsley',
    toppings: 'parmesan, mozzarella, pine nut, black olive, caper, ricotta, lemon',
    seasonings: `olive oil, garlic clove, balsamic vinegar, white wine, oregano, chili flakes, tomato paste, pesto, nutmeg, ${EVERYDAY}`,
  }),
  cuisine('Thai', {
    kinds: 'noodle_bowl, fried_rice, curry, soup, stir_fry, salad, rice_bowl',
    proteins: 'shrimp, chicken, tofu, beef, squid, egg, scallop, mussel, fried tofu, pork belly',
    vegetables:
      'red chili, red bell pepper, baby corn, eggplant, green bean, bok choy, scallion, mushroom, carrot, bamboo shoot, snow pea, broccoli',
    herbs: 'basil, mint, cilantro',
    toppings: 'lime, peanut, cashew, crispy onion',
    seasonings: `fish sauce, lime juice, brown sugar, garlic clove, ginger, lemongrass, coconut milk, red curry paste, green curry paste, vegetable oil, ${EVERYDAY}`,
  }),
  cuisine('Mexican', {
    kinds: 'tacos, rice_bowl, soup, salad, stew, fried_rice',
    proteins: 'black bean, ground beef, chicken, shrimp, chorizo, kidney bean, steak, pork belly, cod, crab',
    vegetables:
      'corn, avocado, jalapeño, red onion, tomato, cherry tomato, radish, lettuce, red cabbage, yellow bell pepper, sweet potato, scallion',
    herbs: 'cilantro',
    toppings: 'lime, cheddar, tortilla chip, feta, black olive',
    seasonings: `vegetable oil, cumin, smoked paprika, chili flakes, lime juice, garlic clove, oregano, cayenne, chicken stock, ${EVERYDAY}`,
  }),
  cuisine('Japanese', {
    kinds: 'noodle_soup, rice_bowl, noodle_bowl, curry, salad',
    proteins: 'salmon, tuna, breaded shrimp, tofu, egg, fish cake, steak, baby octopus, pork belly, chicken',
    vegetables:
      'edamame, shiitake mushroom, cucumber, scallion, corn, carrot, spinach, avocado, radish, lotus root, bamboo shoot',
    herbs: 'microgreens',
    toppings: 'nori, pickled ginger, black sesame seed, sesame seed',
    seasonings: `soy sauce, mirin, miso paste, dashi, rice vinegar, sesame oil, sugar, ginger, cornstarch, ${EVERYDAY}`,
  }),
  cuisine('Nordic', {
    kinds: SWEET_KINDS,
    fruits: 'strawberry, blueberry, raspberry, blackberry, cherry, apple, pear, cranberry',
    herbs: 'mint',
    toppings: 'granola, walnut, almond, edible flower, butter',
    seasonings:
      'vanilla extract, honey, milk, all-purpose flour, baking powder, sugar, cinnamon, salt, water',
  }),
  cuisine('Indian', {
    kinds: 'curry, rice_bowl, soup, stew, tray_bake',
    proteins: 'paneer, chickpea, lentil, chicken, lamb, kidney bean, shrimp, egg, chicken drumstick',
    vegetables:
      'cauliflower, okra, potato, green pea, spinach, eggplant, tomato, red onion, carrot, jalapeño, pumpkin, green bean',
    herbs: 'cilantro, mint, bay leaf',
    toppings: 'cashew, raisin, lime, almond',
    seasonings: `garam masala, turmeric, cumin, ground coriander, ghee, ginger, garlic clove, coconut milk, plain yogurt, cayenne, curry powder, ${EVERYDAY}`,
  }),
  cuisine('French', {
    kinds: 'gratin, soup, salad, toast, frittata, stew, mash_plate, tray_bake',
    proteins: 'bacon, ham, chicken breast, scallop, steak, oyster, cod, egg, lentil, sardine, salmon',
    vegetables:
      'leek, potato, mushroom, green bean, asparagus, radish, carrot, brussels sprout, celery, white onion, beet, zucchini',
    herbs: 'rosemary, parsley, sage, dill',
    toppings: 'swiss cheese, blue cheese, goat cheese, walnut, butter, chestnut, crouton',
    seasonings: `olive oil, white wine, heavy cream, dijon mustard, thyme, nutmeg, shallot, chicken stock, all-purpose flour, ${EVERYDAY}`,
  }),
  cuisine('Tropical', {
    kinds: SWEET_KINDS,
    fruits: 'banana, mango, pineapple, kiwi, orange, coconut, melon, watermelon, strawberry',
    herbs: 'mint',
    toppings: 'cashew, granola, lime, black sesame seed, edible flower',
    seasonings:
      'coconut milk, honey, lime juice, vanilla extract, all-purpose flour, baking powder, sugar, salt',
  }),
  cuisine('Greek', {
    kinds: 'salad, grain_salad, tray_bake, stew, pasta, toast, mash_plate',
    proteins: 'lamb, halloumi, chickpea, shrimp, chicken, baby octopus, sardine, squid, white bean',
    vegetables:
      'cucumber, tomato, cherry tomato, red onion, green bell pepper, eggplant, zucchini, potato, artichoke heart, lettuce, spinach',
    herbs: 'dill, mint, parsley',
    toppings: 'feta, black olive, lemon, caper, walnut',
    seasonings: `olive oil, oregano, red wine vinegar, lemon juice, garlic clove, plain yogurt, thyme, honey, ${EVERYDAY}`,
  }),
  cuisine('Chinese', {
    kinds: 'noodle_bowl, fried_rice, stir_fry, soup, rice_bowl, noodle_soup',
    proteins: 'pork belly, beef, shrimp, dumpling, tofu, chicken, fried tofu, egg, clam, seitan',
    vegetables:
      'bok choy, shiitake mushroom, broccoli, scallion, lotus root, bamboo shoot, napa cabbage, green bean, red chili, snow pea, baby corn, green bell pepper',
    herbs: 'cilantro',
    toppings: 'sesame seed, cashew, peanut, chestnut',
    seasonings: `soy sauce, oyster sauce, sesame oil, rice vinegar, cornstarch, ginger, garlic clove, star anise, sugar, vegetable oil, ${EVERYDAY}`,
  }),
  cuisine('Moroccan', {
    kinds: 'grain_salad, stew, tray_bake, soup, mash_plate',
    proteins: 'lamb, chickpea, chicken drumstick, lentil, meatball, cod, chicken',
    vegetables:
      'carrot, sweet potato, pumpkin, zucchini, eggplant, red onion, tomato, red bell pepper, cauliflower, beet',
    herbs: 'mint, cilantro, parsley',
    toppings: 'almond, pistachio, raisin, lemon, green olive',
    seasonings: `olive oil, harissa, cumin, ground coriander, cinnamon, paprika, turmeric, honey, vegetable stock, lemon juice, tahini, ${EVERYDAY}`,
  }),
  cuisine('Mediterranean', {
    kinds: SWEET_KINDS,
    fruits: 'fig, grape, peach, orange, pomegranate, pear, tangerine, green apple, cherry, dark chocolate',
    herbs: 'mint, rosemary',
    toppings: 'pistachio, almond, walnut, ricotta, cookie, chestnut, pine nut',
    seasonings:
      'honey, vanilla extract, plain yogurt, cinnamon, all-purpose flour, baking powder, sugar, salt, milk',
  }),
  cuisine('Spanish', {
    kinds: 'paella, frittata, stew, tray_bake, toast, soup',
    proteins: 'chorizo, shrimp, mussel, squid, ham, white bean, clam, anchovy, cod, sardine',
    vegetables:
      'red bell pepper, tomato, potato, green pea, artichoke heart, red onion, green bean, asparagus, green bell pepper',
    herbs: 'parsley, rosemary, bay leaf',
    toppings: 'green olive, lemon, almond, caper',
    seasonings: `olive oil, smoked paprika, saffron, garlic clove, white wine, chicken stock, red wine vinegar, tomato paste, ${EVERYDAY}`,
  }),
  cuisine('Korean', {
    kinds: 'rice_bowl, noodle_bowl, stew, fried_rice, noodle_soup, stir_fry',
    proteins: 'beef, pork belly, egg, tofu, fried tofu, tuna, chicken, squid, clam, fish cake',
    vegetables:
      'kimchi, spinach, carrot, scallion, cucumber, radish, shiitake mushroom, zucchini, kale, green pea',
    herbs: 'microgreens',
    toppings: 'sesame seed, nori, black sesame seed, crispy onion',
    seasonings: `gochujang, soy sauce, sesame oil, rice vinegar, brown sugar, garlic clove, ginger, chili flakes, vegetable oil, ${EVERYDAY}`,
  }),
  cuisine('American', {
    kinds: 'salad, rice_bowl, soup, tray_bake, gratin, toast, pizza, mash_plate, pasta',
    proteins:
      'bacon, pepperoni, salmon, steak, chicken breast, lobster, kidney bean, egg, meatball, sausage, chicken drumstick, tempeh',
    vegetables:
      'corn, kale, sweet potato, broccoli, celery, avocado, brussels sprout, mushroom, yellow bell pepper, pumpkin, green pea, roasted sweet potato, cherry tomato',
    herbs: 'parsley, sage, microgreens',
    toppings: 'cheddar, walnut, pickle, crouton, blue cheese, lemon, butter',
    seasonings: `olive oil, paprika, maple syrup, dijon mustard, garlic clove, thyme, cayenne, milk, brown sugar, ${EVERYDAY}`,
  }),
  cuisine('Vietnamese', {
    kinds: 'noodle_bowl, noodle_soup, rice_bowl, salad, stir_fry',
    proteins: 'beef, shrimp, pork belly, tofu, meatball, crab, chicken, steak',
    vegetables: 'carrot, cucumber, scallion, red chili, radish, lettuce, mushroom, napa cabbage, corn, okra',
    herbs: 'mint, cilantro, basil',
    toppings: 'lime, peanut, crispy onion',
    seasonings: `fish sauce, rice vinegar, lime juice, sugar, star anise, garlic clove, shallot, ginger, vegetable oil, ${EVERYDAY}`,
  }),
];
