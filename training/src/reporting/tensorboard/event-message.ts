import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { Scalar } from '../training-scalars.js';

/** Names the format in the first event of a file. */
const FILE_VERSION = 'brain.Event:2';

/** Field numbers of tensorflow/core/util/event.proto and tensorflow/core/framework/summary.proto. */
const EVENT = { wallTime: 1, step: 2, fileVersion: 3, summary: 5, sessionLog: 7 } as const;
const SESSION_LOG = { status: 1 } as const;
const SESSION_START = 1;
const SUMMARY = { value: 1 } as const;
const VALUE = { tag: 1, simpleValue: 2 } as const;

export interface EventMoment {
  /** Seconds since 1970. */
  readonly wallTime: number;
  readonly step: number;
}

/** The first event of every file. */
export function versionEvent({ wallTime }: Pick<EventMoment, 'wallTime'>): Uint8Array {
  return new BinaryWriter()
    .tag(EVENT.wallTime, WireType.Bit64)
    .double(wallTime)
    .tag(EVENT.fileVersion, WireType.LengthDelimited)
    .string(FILE_VERSION)
    .finish();
}

/** Tells readers to forget what earlier files of the run have from `step` on. */
export function restartEvent(moment: EventMoment): Uint8Array {
  return begun(moment)
    .tag(EVENT.sessionLog, WireType.LengthDelimited)
    .fork()
    .tag(SESSION_LOG.status, WireType.Varint)
    .int32(SESSION_START)
    .join()
    .finish();
}

export function scalarsEvent(scalars: readonly Scalar[], moment: EventMoment): Uint8Array {
  const event = begun(moment).tag(EVENT.summary, WireType.LengthDelimited).fork();
  for (const { tag, value } of scalars)
    event
      .tag(SUMMARY.value, WireType.LengthDelimited)
      .fork()
      .tag(VALUE.tag, WireType.LengthDelimited)
      .string(tag)
      .tag(VALUE.simpleValue, WireType.Bit32)
      .float(value)
      .join();
  return event.join().finish();
}

function begun({ wallTime, step }: EventMoment): BinaryWriter {
  return new BinaryWriter()
    .tag(EVENT.wallTime, WireType.Bit64)
    .double(wallTime)
    .tag(EVENT.step, WireType.Varint)
    .int64(step);
}
