import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { RunningService } from '../../api/running-service.js';

const PROBE_MS = 250;
const MIB_IN_KIB = 1024;

/** Resident memory, MiB. */
export interface Memory {
  readonly api: number;
  readonly engine: number;
}

/** Memory of the service's two processes. */
export function memoryOf(service: RunningService): Memory {
  return { api: residentMiB(service.child.pid!), engine: residentMiB(service.enginePid()) };
}

function residentMiB(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)![1]) / MIB_IN_KIB);
}

/** Waits until memory is at most `share` above `before`, or time is up. @returns memory then */
export async function settled(
  service: RunningService,
  { before, share, limitMs }: { readonly before: Memory; readonly share: number; readonly limitMs: number },
): Promise<Memory> {
  const giveUpAt = performance.now() + limitMs;
  for (;;) {
    const now = memoryOf(service);
    const isBack = isWithin(now, before, share);
    if (isBack || performance.now() > giveUpAt) return now;
    await wait(1_000);
  }
}

export function isWithin(now: Memory, before: Memory, share: number): boolean {
  return now.api <= before.api * (1 + share) && now.engine <= before.engine * (1 + share);
}

/** Asks for a sign of life all the time, since an event loop that is blocked gives none. */
export class Pulse {
  /** Longest time that an answer took, milliseconds. */
  longest = 0;
  private readonly stopping = new AbortController();
  private readonly asking: Promise<void>;

  constructor(url: string) {
    this.asking = this.ask(`${url}/health/live`);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.asking;
  }

  private async ask(address: string): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const askedAt = performance.now();
      const response = await fetch(address).catch(() => undefined);
      await response?.arrayBuffer();
      const took = response?.ok === true ? performance.now() - askedAt : Infinity;
      this.longest = Math.max(this.longest, took);
      await wait(PROBE_MS);
    }
  }
}
