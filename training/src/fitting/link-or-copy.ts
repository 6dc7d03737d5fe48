import { copyFile, link, rm } from 'node:fs/promises';

/** Hard-links a large file that is never changed in place where the file system can, else copies it; replaces what is there. */
export async function linkOrCopy(source: string, target: string): Promise<void> {
  await rm(target, { force: true });
  const linked = await link(source, target).then(
    () => true,
    () => false,
  );
  if (!linked) await copyFile(source, target);
}
