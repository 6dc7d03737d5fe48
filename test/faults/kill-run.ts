import { Random } from '@seje/core';
import { RunningService, type ServicePlaces } from '../api/running-service.js';
import { Acknowledged, Violation } from './acknowledged.js';
import { Audit } from './audit.js';
import { generationsOnDisk } from './generations-on-disk.js';
import { Importer } from './importer.js';
import { JobClient } from './job-client.js';
import { JobLedger } from './job-ledger.js';
import { assertOneJobAtATime } from './job-log.js';
import { Pantry } from './pantry.js';
import { childrenOf, kill } from './processes.js';
import { Reader } from './reader.js';
import { ServiceClient } from './service-client.js';
import { Writer } from './writer.js';

export interface KillRunOptions {
  readonly places: ServicePlaces;
  /** More of the service's environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly seed: number;
  readonly searchableWithinMs: number;
  readonly say: (line: string) => void;
}

/** Who is killed, one entry a chance. */
const VICTIMS = ['api', 'api', 'api while building', 'api and engine', 'engine', 'builder'] as const;
type Victim = (typeof VICTIMS)[number];

const WRITERS = 3;
const READERS = 2;
/** From the first write of a round to the kill, milliseconds. */
const EARLIEST_KILL_MS = 30;
const LATEST_KILL_MS = 1_500;
/** While the service mends itself clients go on, milliseconds. */
const AFTERWARDS_MS = 300;
/** Share of the starts that are killed too, and how far they may have come, milliseconds. */
const KILLED_START_SHARE = 0.15;
const LATEST_START_KILL_MS = 2_500;
const READY_WITHIN_MS = 120_000;
const JOBS_OVER_WITHIN_MS = 300_000;
const LOOK_EVERY_MS = 200;
const BUILDER_WITHIN_MS = 3_000;
const LOOK_FOR_BUILDER_EVERY_MS = 10;

/** One service over many rounds of writes, kills and audits. */
export class KillRun {
  private readonly acknowledged = new Acknowledged();
  private readonly jobs = new JobLedger();
  private readonly client = new ServiceClient(() => this.service.url);
  private readonly counts = { writes: 0, unanswered: 0, repeated: 0, answers: 0 };
  private readonly slowest = { readyMs: 0, searchableMs: 0 };
  private readonly importer: Importer;

  private constructor(
    private readonly options: KillRunOptions,
    private service: RunningService,
    private readonly pantry: Pantry,
  ) {
    const { client, acknowledged, jobs } = this;
    this.importer = new Importer({ client, acknowledged, jobs, pantry });
  }

  static async open(options: KillRunOptions): Promise<KillRun> {
    const service = await RunningService.start(options.places, options.environment);
    await service.untilReady();
    return new KillRun(options, service, await Pantry.stocked(new ServiceClient(() => service.url)));
  }

  /** Clients at work, a kill, an audit. @throws Violation */
  async round(number: number): Promise<void> {
    const random = Random.derived(this.options.seed, `round ${number}`);
    const stop = new AbortController();
    const before = { ...this.counts };
    const clients = Promise.all(this.clients(number).map((client) => client.run(stop.signal)));
    const victim = random.pick(VICTIMS);
    const afterMs = EARLIEST_KILL_MS + random.int(LATEST_KILL_MS);
    if (victim.includes('build')) await Promise.race([this.untilBuilding(), clients]);
    await Promise.race([pause(afterMs), clients]);
    const killed = await this.kill(victim);
    if (!killed.includes('api')) await Promise.race([pause(AFTERWARDS_MS), clients]);
    stop.abort();
    await clients;
    if (killed.includes('api')) await this.restart(random);
    const { readyMs, searchableMs } = await this.audit(random);
    const [writes, unanswered] = [
      this.counts.writes - before.writes,
      this.counts.unanswered - before.unanswered,
    ];
    this.options.say(
      `round ${number} (seed ${this.options.seed}): ${killed} killed after ${afterMs} ms, ${writes} writes, ` +
        `${unanswered} unanswered, ready after ${readyMs} ms, all found after ${searchableMs} ms`,
    );
  }

  /** Lets all jobs end, audits once more, stops the service. */
  async end(): Promise<void> {
    const jobClient = this.jobClient(Random.fromSeed(this.options.seed));
    const startedAt = performance.now();
    do {
      await pause(LOOK_EVERY_MS);
      await jobClient.look(true);
      if (performance.now() - startedAt > JOBS_OVER_WITHIN_MS) {
        throw new Violation(`jobs do not end: ${JSON.stringify(this.jobs.unfinished)}`);
      }
    } while (this.jobs.unfinished.length > 0);
    await this.audit(Random.fromSeed(this.options.seed));
    const code = await this.service.stop();
    if (code !== 0) throw new Violation(`the service ended with ${code}`);
    const { counts, slowest, jobs } = this;
    this.options.say(`all rounds: ${JSON.stringify({ ...counts, jobs: jobs.size, ...slowest })}`);
  }

  /** Ends the service whatever happens. */
  async abandon(): Promise<void> {
    await this.service.stop('SIGKILL');
  }

  /** What the service printed last. */
  get lastWords(): string {
    return this.service.output
      .filter((line) => !line.includes('"msg":"request"'))
      .slice(-30)
      .join('\n');
  }

  private clients(number: number): readonly { run(stop: AbortSignal): Promise<void> }[] {
    const { client, acknowledged, pantry, counts } = this;
    const randomOf = (who: string): Random => Random.derived(this.options.seed, `round ${number} ${who}`);
    return [
      ...Array.from(
        { length: WRITERS },
        (_, i) => new Writer({ client, acknowledged, pantry, counts, random: randomOf(`writer ${i}`) }),
      ),
      ...Array.from({ length: READERS }, (_, i) => this.reader(randomOf(`reader ${i}`))),
      this.jobClient(randomOf('jobs')),
    ];
  }

  private reader(random: Random): Reader {
    const { client, acknowledged, pantry, importer, counts } = this;
    return new Reader({ client, acknowledged, pantry, importer, counts, random });
  }

  private jobClient(random: Random): JobClient {
    const { client, jobs, importer } = this;
    return new JobClient({ client, jobs, importer, random });
  }

  /** Most moments have no builder: it is waited for, since what follows upon its end is what matters. */
  private async untilBuilding(): Promise<void> {
    const startedAt = performance.now();
    while (performance.now() - startedAt < BUILDER_WITHIN_MS) {
      if (childrenOf(this.service.child.pid!, 'builder').length > 0) return;
      await pause(LOOK_FOR_BUILDER_EVERY_MS);
    }
  }

  /** @returns who was killed: where there is no builder any more, the service's process */
  private async kill(victim: Victim): Promise<string> {
    const pid = this.service.child.pid!;
    const builders = childrenOf(pid, 'builder');
    const engines = childrenOf(pid, 'engine');
    if (victim === 'builder' && builders.length > 0) builders.forEach(kill);
    else if (victim === 'engine' && engines.length > 0) engines.forEach(kill);
    else {
      if (victim === 'api and engine') engines.forEach(kill);
      await this.service.stop('SIGKILL');
      return victim.startsWith('api') ? victim : 'api';
    }
    return victim;
  }

  private async restart(random: Random): Promise<void> {
    const { places, environment } = this.options;
    assertOneJobAtATime(this.service.output);
    const starting = RunningService.start(places, environment);
    this.service = await starting;
    if (random.float() >= KILLED_START_SHARE) return;
    await pause(random.int(LATEST_START_KILL_MS));
    await this.service.stop('SIGKILL');
    this.service = await RunningService.start(places, environment);
  }

  private async audit(random: Random): Promise<{ readyMs: number; searchableMs: number }> {
    const { client, acknowledged, importer, service } = this;
    const { searchableWithinMs, places } = this.options;
    const reader = this.reader(random);
    const audit = new Audit({ client, acknowledged, importer, reader, searchableWithinMs });
    const startedAt = performance.now();
    await audit.untilReadable(() => service.child.exitCode === null);
    await service.untilAnswering(READY_WITHIN_MS);
    const readyMs = Math.round(performance.now() - startedAt);
    const readyAt = performance.now();
    const jobClient = this.jobClient(random);
    while ((await jobClient.look(true)) === undefined) await pause(LOOK_EVERY_MS);
    await audit.records();
    const searchableMs = Math.round(await audit.searches(readyAt));
    await generationsOnDisk(places.SEJE_STATE);
    this.slowest.readyMs = Math.max(this.slowest.readyMs, readyMs);
    this.slowest.searchableMs = Math.max(this.slowest.searchableMs, searchableMs);
    return { readyMs, searchableMs };
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
