import { BinaryReader } from '@bufbuild/protobuf/wire';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { EventFile } from './event-file.js';
import { maskedCrc32c, tfRecord } from './tf-record.js';

/** A day in 2026, milliseconds. */
const NOON = 1_780_000_000_500;

interface ReadEvent {
  step?: number;
  wallTime?: number;
  version?: string;
  /** 1: START. */
  session?: number;
  scalars?: Record<string, number>;
}

/** A reader of the format, written from the definitions of TFRecord, Event and Summary. */
function eventsIn(content: Buffer): ReadEvent[] {
  const events: ReadEvent[] = [];
  for (let at = 0; at < content.length;) {
    const length = Number(content.readBigUInt64LE(at));
    expect(content.readUInt32LE(at + 8)).toBe(maskedCrc32c(content.subarray(at, at + 8)));
    const data = content.subarray(at + 12, at + 12 + length);
    expect(content.readUInt32LE(at + 12 + length)).toBe(maskedCrc32c(data));
    events.push(eventOf(data));
    at += 16 + length;
  }
  return events;
}

function eventOf(data: Uint8Array): ReadEvent {
  const event: ReadEvent = {};
  for (const [field, value] of fieldsOf(data)) {
    if (field === 1) event.wallTime = value.double();
    else if (field === 2) event.step = Number(value.int64());
    else if (field === 3) event.version = value.string();
    else if (field === 5) event.scalars = scalarsOf(value.bytes());
    else if (field === 7) for (const [, status] of fieldsOf(value.bytes())) event.session = status.int32();
    else value.bytes();
  }
  return event;
}

function scalarsOf(summary: Uint8Array): Record<string, number> {
  const scalars: Record<string, number> = {};
  for (const [, value] of fieldsOf(summary)) {
    let tag = '';
    for (const [field, part] of fieldsOf(value.bytes()))
      if (field === 1) tag = part.string();
      else scalars[tag] = part.float();
  }
  return scalars;
}

/** Whoever iterates reads each value before the next field. */
function* fieldsOf(data: Uint8Array): Generator<[field: number, value: BinaryReader]> {
  const reader = new BinaryReader(data);
  while (reader.pos < reader.len) yield [reader.tag()[0], reader];
}

/** The first record of an event file that TensorFlow 2.21 wrote through `tf.node.summaryFileWriter`. */
const WRITTEN_BY_TENSORFLOW = Buffer.from(
  '3e00000000000000d9d240e709000080c13ec2da411a0d627261696e2e4576656e743a3252240a2274656e736f72666c6f' +
    '772e636f72652e7574696c2e6576656e74735f777269746572671e1211',
  'hex',
);

describe('tfRecord', () => {
  it('has the bytes that TensorFlow writes', () => {
    const event = WRITTEN_BY_TENSORFLOW.subarray(12, -4);
    expect(Buffer.from(tfRecord(event))).toEqual(WRITTEN_BY_TENSORFLOW);
    expect(eventsIn(WRITTEN_BY_TENSORFLOW)[0]).toMatchObject({ version: 'brain.Event:2' });
  });
});

describe('EventFile', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'seje-events-'));
    return () => rm(directory, { recursive: true });
  });
  const eventsOf = async (name: string) => eventsIn(await readFile(join(directory, name)));

  it('writes the scalars of each step after the version of the format', async () => {
    const file = await EventFile.open(directory, { now: () => NOON });
    await file.write(1, [
      { tag: 'loss/total', value: 0.5 },
      { tag: 'learning_rate', value: 0.25 },
    ]);
    await file.write(2, []);
    await file.write(300, [{ tag: 'loss/total', value: -2 }]);
    await file.close();
    const [name] = await readdir(directory);
    expect(await eventsOf(name!)).toEqual([
      { wallTime: NOON / 1000, version: 'brain.Event:2' },
      { wallTime: NOON / 1000, step: 1, scalars: { 'loss/total': 0.5, learning_rate: 0.25 } },
      { wallTime: NOON / 1000, step: 300, scalars: { 'loss/total': -2 } },
    ]);
  });

  it('begins a file of its own when a run goes on, and takes back what earlier ones have from there on', async () => {
    await (await EventFile.open(directory, { now: () => NOON })).close();
    await (await EventFile.open(directory, { now: () => NOON, resumedAt: 7 })).close();
    const names = (await readdir(directory)).toSorted();
    expect(names).toHaveLength(2);
    expect((await eventsOf(names[1]!))[1]).toMatchObject({ step: 8, session: 1 });
  });

  it('clears the folder of the files of an earlier run, and of nothing else, when a run starts', async () => {
    await (await EventFile.open(directory, { now: () => NOON })).close();
    await (await EventFile.open(directory, { now: () => NOON + 5000 })).close();
    expect(await readdir(directory)).toEqual([expect.stringContaining('tfevents.1780000005.')]);
  });
});
