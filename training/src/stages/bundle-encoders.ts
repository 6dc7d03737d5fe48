import type { Bundle, ExecutionProviderChoice } from '@seje/artifacts';
import {
  type PhotoEncoder,
  PhotoCaches,
  type RecipeEncoder,
  openPhotoEncoder,
  openRecipeEncoder,
} from '@seje/encoders';

/** Opens both encoders of a bundle over a photo cache, does the work, and closes all of them. */
export async function withEncoders<T>(
  bundle: Bundle,
  options: { readonly provider: ExecutionProviderChoice; readonly photoFeatures: string },
  work: (encoders: { readonly recipes: RecipeEncoder; readonly photos: PhotoEncoder }) => Promise<T>,
): Promise<T> {
  const { provider, photoFeatures } = options;
  const caches = PhotoCaches.open(photoFeatures, bundle.manifest.image);
  try {
    const recipes = await openRecipeEncoder(bundle, { provider });
    const photos = await openPhotoEncoder(bundle, { provider, caches });
    try {
      return await work({ recipes, photos });
    } finally {
      await Promise.all([recipes.release(), photos.release()]);
    }
  } finally {
    caches.close();
  }
}
