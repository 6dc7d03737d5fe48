import { readFile, readdir } from 'node:fs/promises';

const DEVICE = /^nvidia\d+$/;
const DRIVER = '/proc/driver/nvidia/version';

/** Whether the machine shows an NVIDIA GPU, whether or not it can be used. */
export async function hasGpu(): Promise<boolean> {
  return (await devices()).length > 0;
}

/** What the machine shows of NVIDIA GPUs and their driver, in words, for a message. */
export async function describeGpus(): Promise<string> {
  const names = await devices();
  if (names.length === 0) return 'no /dev/nvidia0: no NVIDIA GPU, or a container that was not given one';
  const driver = await readFile(DRIVER, 'utf8').catch(() => `no ${DRIVER}`);
  return `${names.join(', ')}; ${driver.split('\n', 1)[0]!.trim()}`;
}

async function devices(): Promise<string[]> {
  const names = await readdir('/dev');
  return names.filter((name) => DEVICE.test(name)).map((name) => `/dev/${name}`);
}
