import type { RecipeWords } from '../api/client.js';

/** Recipes to try with one click. */
export const EXAMPLES: readonly RecipeWords[] = [
  {
    title: 'Tomato soup',
    ingredients: ['6 ripe tomatoes', '1 onion', '2 cloves of garlic', 'a handful of basil'],
    instructions: [
      'Chop the onion and garlic and fry them gently.',
      'Add the tomatoes and simmer for 20 minutes.',
    ],
  },
  {
    title: 'Apple pie',
    ingredients: ['4 apples', '2 cups flour', '100 g butter', '1 lemon'],
    instructions: [
      'Rub the butter into the flour.',
      'Slice the apples, fill the pie and bake it until golden.',
    ],
  },
  {
    title: 'Shrimp and rice bowl',
    ingredients: ['200 g shrimp', '1 cup rice', '1 broccoli', '1 carrot'],
    instructions: ['Boil the rice.', 'Fry the shrimp with the vegetables and serve them on the rice.'],
  },
  {
    title: 'Mushroom omelette',
    ingredients: ['4 eggs, beaten', '200 g mushrooms, sliced', '1 handful of spinach', '1 tablespoon butter'],
    instructions: [
      'Whisk the eggs with salt.',
      'Melt the butter in a frying pan and cook the mushrooms.',
      'Pour in the eggs, add the spinach and cook until just set.',
    ],
  },
];
