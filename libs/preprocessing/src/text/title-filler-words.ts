/** Words of titles that praise a recipe or say how it is made, not what dish it is; the form is `wordsOf`'s. */
export const TITLE_FILLER_WORDS: readonly string[] = `
  amazing authentic awesome basic best better classic delicious diet easiest easy fabulous famous
  fast fat favorite favourite free gluten good grandma grandmas great healthy home homemade light lite low
  made minute mom moms mother old fashioned perfect quick quickest quickie recipe recipes simple
  simply style super tasty the ultimate wonderful yummy
`
  .trim()
  .split(/\s+/);
