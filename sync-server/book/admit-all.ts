import type { SegmentHash } from '../../src/kernel/ids.ts';
import { fail, type Failure } from '../../src/kernel/result.ts';
import { admit, type SegmentInfo, type Verdict } from '../../src/log/admission.ts';
import type { Segment } from '../../src/log/segment.ts';
import type { Checked } from '../../src/log/signatures.ts';
import type { Refusal } from '../../src/sync/log-port.ts';
import type { BookWriting, StoredSegment } from '../store.ts';
import { lookUp, type LookedUp } from './look-up.ts';

export interface Outcome {
  readonly added: readonly Checked[];
  readonly duplicates: number;
  /** Of those added, how many fork their log (FK1). */
  readonly branches: number;
  readonly held: readonly { readonly segment: Segment; readonly missing: readonly SegmentHash[] }[];
  readonly refused: readonly Refusal[];
  /** Checked before their log was here, which it is now: to be checked again. */
  readonly unchecked: readonly Segment[];
}

/** Admits one after another within a transaction, so that each is judged with those before it in place. */
export const admitAll = async (checked: readonly Checked[], tx: BookWriting): Promise<Outcome> => {
  const here = await lookUp(
    checked.map(({ segment }) => segment),
    tx,
  );
  const added: Checked[] = [];
  const stored: StoredSegment[] = [];
  const held: Outcome['held'][number][] = [];
  const refused: Refusal[] = [];
  const unchecked: Segment[] = [];
  let [duplicates, branches] = [0, 0];
  for (const one of checked) {
    const { segment, standing } = one;
    const verdict = judge(segment, here);
    if (verdict.kind === 'duplicate') {
      duplicates++;
    } else if (standing === 'forged') {
      refused.push(refusal(segment, signatureFailure(segment)));
    } else if (verdict.kind === 'held') {
      held.push({ segment, missing: verdict.missing });
    } else if (verdict.kind === 'refused') {
      refused.push(refusal(segment, verdict.failure));
    } else if (standing !== 'keyless') {
      place(segment, verdict.info, here);
      if (verdict.kind === 'branch') branches++;
      stored.push(toStored(one, verdict.info));
      added.push(one);
    } else if (segment.header.prev === '') {
      refused.push(refusal(segment, notAFirst(segment)));
    } else {
      unchecked.push(segment);
    }
  }
  if (stored.length > 0) await tx.add(stored);
  return { added, duplicates, branches, held, refused, unchecked };
};

const judge = ({ hash, header }: Segment, { known, heads, logs }: LookedUp): Verdict =>
  admit(hash, header, {
    segment: (of) => known.get(of),
    isHead: (of) => heads.has(of),
    hasLog: (device) => logs.has(device),
  });

/** For those behind it in the same transaction. */
const place = ({ hash, header }: Segment, info: SegmentInfo, { known, heads, logs }: LookedUp): void => {
  known.set(hash, info);
  if (header.prev !== '') heads.delete(header.prev);
  heads.add(hash);
  logs.add(header.device);
};

const toStored = ({ segment, standing, key }: Checked, info: SegmentInfo): StoredSegment => ({
  ...info,
  prev: segment.header.prev,
  firstDepth: segment.header.depth,
  isControl: segment.header.kind === 'control',
  isVerified: standing === 'verified',
  bytes: segment.bytes,
  ...(segment.header.prev === '' && key ? { key } : {}),
});

const refusal = ({ hash }: Segment, failure: Failure): Refusal => ({ segment: hash, failure });

const toFailure = (code: string, message: string): Failure => {
  const result = fail(code, message);
  return (result as { error: Failure }).error;
};

const signatureFailure = ({ header }: Segment): Failure =>
  toFailure(
    'signature-wrong',
    `Segment ${header.seq} of device ${header.device} is not signed by that device.`,
  );

const notAFirst = ({ header }: Segment): Failure =>
  toFailure(
    'not-a-first-segment',
    `The log of device ${header.device} does not start with a record of its keys.`,
  );
