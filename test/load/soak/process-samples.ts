import { readFileSync, readdirSync } from 'node:fs';

/** What a process holds at some time. */
export interface ProcessSample {
  /** Seconds after the start of sampling. */
  readonly at: number;
  /** Resident memory, MiB. */
  readonly rss: number;
  /** Open files, sockets, pipes and the like. */
  readonly handles: number;
}

const KIB_A_MIB = 1024;

/** Looks at processes every few seconds, by the files of /proc. */
export class ProcessSamples {
  readonly samples = new Map<string, ProcessSample[]>();
  private readonly startedAt = performance.now();
  private readonly timer: NodeJS.Timeout;

  /** @param pidsOf the processes to look at now, by what they are; those that have ended are left out */
  constructor(
    private readonly pidsOf: () => Readonly<Record<string, number | undefined>>,
    intervalMs: number,
  ) {
    this.timer = setInterval(() => this.look(), intervalMs);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    const at = (performance.now() - this.startedAt) / 1000;
    for (const [name, pid] of Object.entries(this.pidsOf())) {
      const held = pid === undefined ? undefined : heldBy(pid);
      if (held === undefined) continue;
      if (!this.samples.has(name)) this.samples.set(name, []);
      this.samples.get(name)!.push({ at, ...held });
    }
  }
}

function heldBy(pid: number): Pick<ProcessSample, 'rss' | 'handles'> | undefined {
  try {
    const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    if (kib === undefined) return undefined;
    return { rss: Number(kib) / KIB_A_MIB, handles: readdirSync(`/proc/${pid}/fd`).length };
  } catch {
    // It has ended between the two looks.
    return undefined;
  }
}
