import { untrack } from 'svelte';
import type { Attachment } from 'svelte/attachments';
import { photoAt } from '../api/client.js';
import { TroubleError } from '../api/trouble.js';
import { visitKey } from './visit-key.svelte.js';

/**
 * Shows a photo in an `img`, for `{@attach}`. An image sends no headers, so with a key a photo of the catalogue is
 * fetched and shown from memory, which is given back when the image goes or shows another photo.
 * @param photo a file, or the address of a photo in the catalogue
 */
export function shownPhoto(photo: Blob | string): Attachment<HTMLImageElement> {
  return (image) => {
    if (typeof photo !== 'string') return showBlob(image, photo);
    if (untrack(() => visitKey.value) !== undefined) return showFetched(image, photo);
    image.src = photo;
    return undefined;
  };
}

function showBlob(image: HTMLImageElement, photo: Blob): () => void {
  const address = URL.createObjectURL(photo);
  image.src = address;
  return () => URL.revokeObjectURL(address);
}

function showFetched(image: HTMLImageElement, address: string): () => void {
  const gone = new AbortController();
  const release = showOnceFetched(image, address, gone.signal);
  return () => {
    gone.abort();
    void release.then((giveBack) => giveBack?.());
  };
}

/** @returns what gives the photo's memory back; undefined where there was no photo to show */
async function showOnceFetched(
  image: HTMLImageElement,
  address: string,
  gone: AbortSignal,
): Promise<(() => void) | undefined> {
  try {
    const photo = await photoAt(address, gone);
    return gone.aborted ? undefined : showBlob(image, photo);
  } catch (error) {
    // The words of the image stand in for a photo that does not come.
    if (error instanceof TroubleError || gone.aborted) return undefined;
    throw error;
  }
}
