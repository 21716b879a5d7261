import { base64ToBytes } from '../../src/kernel/bytes.ts';
import type { DeviceId } from '../../src/kernel/ids.ts';
import type { Clock, Crypto } from '../../src/kernel/ports.ts';
import { fail, ok, type Failure, type Result } from '../../src/kernel/result.ts';
import type { Invitation, Membership } from '../../src/log/membership.ts';
import { isAnsweredBy, proofToMember, type Challenge } from '../../src/sync/handshake.ts';
import type { BookLog } from '../book/book-log.ts';
import { refuseStanding } from '../rulings/ruling.ts';
import type { Rulings } from '../rulings/watch-rulings.ts';
import type { BookWriting, StoreFailure } from '../store.ts';

export type DoorFailure =
  | Failure<'not-admitted' | 'new-books-closed' | 'devices-full' | 'invitation-expired' | 'invitation-used'>
  | StoreFailure;

export interface Door {
  readonly crypto: Crypto;
  readonly clock: Clock;
  /** May a book be begun here that is not known yet? */
  readonly takesNewBooks: boolean;
  readonly rulings: Pick<Rulings, 'standingOf' | 'quotaOf'>;
}

/** Whoever runs the server can lift it, so it is worth trying again. */
const PASSING: ReadonlySet<DoorFailure['code']> = new Set([
  'disk-full',
  'book-full',
  'book-blocked',
  'book-deleted',
  'devices-full',
]);

export const mayPass = ({ code }: DoorFailure): boolean => PASSING.has(code);

export interface Answer {
  readonly signature: string;
  readonly proof: readonly string[];
}

const NOT_ADMITTED = fail('not-admitted', 'This device is not a member of a book that is kept here.');

/**
 * Who may talk about a book: its members, and who shows by control records to be one (ME1, ME2). Book and device
 * being unknown look the same from outside; more is said only to who has signed the challenge and shown its records.
 */
export const admitDevice = async (
  log: BookLog,
  device: DeviceId,
  challenge: Challenge,
  answer: Answer,
  door: Door,
): Promise<Result<null, DoorFailure>> => {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const entered = await enter(log, device, challenge, answer, door);
    if (entered.ok || entered.error.code !== 'book-changed') return entered as Result<null, DoorFailure>;
    await log.refresh();
  }
  throw new Error('The members of a book could not be counted: they went on changing, or cannot be read.');
};

/** Of devices that come at once each lets one other go first, at most: who has waited for so many is to come again. */
const MOST_TRIES = 100;

/** Others have come in since its members were counted. */
type Changed = Failure<'book-changed'>;

const enter = async (
  log: BookLog,
  device: DeviceId,
  challenge: Challenge,
  answer: Answer,
  door: Door,
): Promise<Result<null, DoorFailure | Changed>> => {
  const [known, counted] = [log.membership(), log.counted()];
  const proven = await proofToMember(known, answer.proof, { book: challenge.book, device }, door.crypto);
  if (!proven.ok || !(await isAnsweredBy(proven.value.member, challenge, answer.signature, door.crypto)))
    return NOT_ADMITTED;
  const refused = refuseStanding(door.rulings.standingOf(challenge.book));
  if (refused) return refused;
  if (Object.hasOwn(known.members, device)) return ok(null);
  const members = Object.keys(known.members).length;
  if (members === 0 && !door.takesNewBooks)
    return fail('new-books-closed', 'This server takes no new books.');
  // All that the proof brings in, so that nobody comes by a used invitation and goes on under new keys.
  const newcomers = Object.values(proven.value.membership.members).filter(
    (member) => !Object.hasOwn(known.members, member.device),
  );
  const { maxDevices } = door.rulings.quotaOf(challenge.book);
  if (maxDevices !== undefined && members + newcomers.length > maxDevices) return devicesFull(maxDevices);
  // Where its founder begins a book there is nothing to read yet.
  if (newcomers.every(({ hash }) => hash === challenge.book)) return ok(null);
  const uses = newcomers.flatMap(({ invite, device: by }) =>
    invite === undefined ? [] : [{ invitation: proven.value.membership.invitations[invite]!, by }],
  );
  for (const { invitation, by } of uses) {
    const invalid = refuseInvitation(known, invitation, by, door);
    if (invalid) return invalid;
  }
  return storeProof(log, answer.proof, async (tx) => {
    if (maxDevices !== undefined && (await tx.countControls()) !== counted) return CHANGED;
    for (const { invitation, by } of uses)
      if ((await tx.useInvitation(invitation.hash, by)) !== by) return USED;
    return undefined;
  });
};

/**
 * Before anything is sent: whoever reads the book is in every member's list of devices, also if it never sends what it
 * has shown. What stands on segments that are not here is held, and its device reads nothing until they come. In one
 * transaction with what lets it in, or two at once would each be the last that the book may have.
 */
const storeProof = async (
  log: BookLog,
  proof: readonly string[],
  refuse: (tx: BookWriting) => Promise<Result<never, DoorFailure | Changed> | undefined>,
): Promise<Result<null, DoorFailure | Changed>> => {
  const taken = await log.take(
    proof.map((text) => base64ToBytes(text)!),
    refuse,
  );
  if (!taken.ok) return taken;
  return taken.value.refused.length === 0 ? ok(null) : NOT_ADMITTED;
};

const CHANGED = fail('book-changed', 'Others have come in meanwhile.');
const USED = fail('invitation-used', 'This invitation has been used by another device: ask for a new one.');

const devicesFull = (maxDevices: number) =>
  fail(
    'devices-full',
    `With this one the book would have more than the ${maxDevices === 1 ? '1 device' : `${maxDevices} devices`} that it may have on this server. It is let in when whoever runs the server allows it more: ask them to. What is written here is kept here.`,
  );

/**
 * An invitation that this server does not hold was lost with a restored backup, or comes from a device that has not
 * been here yet. Its term is then not held against who shows it: what a lost server forgot must be able to return.
 */
const refuseInvitation = (
  { invitations }: Membership,
  { hash, expires }: Invitation,
  device: DeviceId,
  { clock }: Door,
): Result<never, DoorFailure> | undefined => {
  const here = Object.hasOwn(invitations, hash) ? invitations[hash] : undefined;
  if (here?.used.some((other) => other !== device)) return USED;
  if (here && Date.parse(expires) < clock.now())
    return fail('invitation-expired', `This invitation was valid until ${expires}: ask for a new one.`);
  return undefined;
};
