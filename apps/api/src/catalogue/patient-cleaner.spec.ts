import { SejeError } from '@seje/core';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { PatientCleaner } from './patient-cleaner.js';
import type { PhotoCleaner } from './photo-cleaner.js';

const cleaned = { photo: new Uint8Array([1]), type: 'image/jpeg', width: 1, height: 1 };
const failed = (code: 'ENGINE_DOWN' | 'QUEUE_FULL' | 'PHOTO_UNREADABLE'): SejeError =>
  new SejeError(code, { message: code });

const clean = vi.fn<() => Promise<typeof cleaned>>();
const requireRoom = vi.fn<() => void>();
let cleaner: PatientCleaner;
beforeEach(() => {
  clean.mockReset().mockResolvedValue(cleaned);
  requireRoom.mockReset();
  cleaner = new PatientCleaner({ clean, requireRoom } as unknown as PhotoCleaner);
});
const photo = new Uint8Array([7]);

describe('PatientCleaner', () => {
  it('waits until the engine has room', async () => {
    requireRoom.mockImplementationOnce(() => {
      throw failed('QUEUE_FULL');
    });
    expect(await cleaner.clean(photo)).toBe(cleaned);
    expect(requireRoom).toHaveBeenCalledTimes(2);
  });

  it('stops waiting where it is told to', async () => {
    requireRoom.mockImplementation(() => {
      throw failed('ENGINE_DOWN');
    });
    const stop = new AbortController();
    const waiting = cleaner.clean(photo, stop.signal);
    stop.abort();
    await expect(waiting).rejects.toThrow('aborted');
  });

  it('tries a photo again that was there when the engine went down', async () => {
    clean.mockRejectedValueOnce(failed('ENGINE_DOWN'));
    expect(await cleaner.clean(photo)).toBe(cleaned);
  });

  it('refuses a photo that ends the engine each time', async () => {
    clean.mockRejectedValue(failed('ENGINE_DOWN'));
    const unreadable = expect.objectContaining({ code: 'PHOTO_UNREADABLE' }) as Error;
    await expect(cleaner.clean(photo)).rejects.toThrow(unreadable);
    expect(clean).toHaveBeenCalledTimes(3);
  });

  it('tries photos again one after the other', async () => {
    let atOnce = 0;
    let most = 0;
    clean.mockRejectedValueOnce(failed('ENGINE_DOWN')).mockRejectedValueOnce(failed('ENGINE_DOWN'));
    clean.mockImplementation(async () => {
      most = Math.max(most, ++atOnce);
      await new Promise((wait) => setTimeout(wait, 5));
      atOnce--;
      return cleaned;
    });
    await Promise.all([cleaner.clean(photo), cleaner.clean(photo)]);
    expect(most).toBe(1);
  });

  it('passes on what a photo is refused with', async () => {
    clean.mockRejectedValue(failed('PHOTO_UNREADABLE'));
    await expect(cleaner.clean(photo)).rejects.toThrow('PHOTO_UNREADABLE');
    expect(clean).toHaveBeenCalledTimes(1);
  });
});
