/** English function words without a meaning of their own in a recipe, already in the form `wordsOf` gives. */
export const ENGLISH_STOP_WORDS: readonly string[] = `
  a about after all also an and any are as at be been but by can do each either every few for from
  had has have how i if in into is it its just like make may me more most much my no not of off on
  one only onto or other our out over per quite should so some such than that the their them then
  there these they this those through to too two until up use used using very was we well were
  what when where which while will with would you your
`
  .trim()
  .split(/\s+/);
