/** Why a reader leaves something out: the keys of a report's counts. */
export const DROP = {
  malformed: 'malformed record',
  notJson: 'not JSON',
  noRecipe: 'no Recipe in it',
  noText: 'recipe without any text',
  idTwice: 'recipe id twice',
  unknownPartition: 'unknown partition',
  removed: 'removed by remove1M.txt',
  photoMissing: 'photo not on disk',
  photoOutside: 'photo outside the folder',
  photoTwice: 'photo listed twice',
  photosOfNone: 'photos of an unknown recipe',
  entitiesOfNone: 'entities of an unknown recipe',
  entitiesNotParallel: 'entities not parallel to the ingredients',
} as const;
