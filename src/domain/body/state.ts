import * as Automerge from '@automerge/automerge';
import type { Json } from '../../events/event.ts';
import { HASH } from '../../kernel/ids.ts';
import { fail, ok, type Failure, type Result } from '../../kernel/result.ts';
import type { Splice } from './commands.ts';
import { disputesIn, NO_DISPUTES, type Dispute } from './disputes.ts';
import { bytesOf, FIRST_CHANGE, textOf, type Document } from './document.ts';
import { allWordings, NO_WORDINGS, type Wordings } from './places.ts';

/**
 * 1. A state is meant to be used once: Automerge documents are changed in place, and `decide`, `evolve` and
 *    `evolveAll` carry the document over to the state they make. Using one again is right, and dear (a copy).
 * 2. `next` holds a change that is not recorded yet: when its append fails, the aggregate is loaded again.
 * 3. Without a document nothing has been written, and the text is empty.
 */
export interface BodyState {
  readonly doc: Document | undefined;
  readonly wordings: Wordings;
  /** Made with the state: later its document may have gone on. */
  readonly disputes: readonly Dispute[];
}

export const NO_BODY: BodyState = { doc: undefined, wordings: NO_WORDINGS, disputes: NO_DISPUTES };

export const toBodyState = (doc: Document | undefined, wordings: Wordings): BodyState => ({
  doc,
  wordings,
  disputes: disputesIn(doc, wordings),
});

export const bodyText = ({ doc }: BodyState): string => (doc ? textOf(doc) : '');

/** As text (ST1), and whose wordings stand. */
export const bodyDigest = (state: BodyState): Json => {
  const text = bodyText(state);
  const wordings = allWordings(state.wordings);
  if (wordings.length === 0) return text;
  const names = wordings.map(([place, held]) => [place, held.map(({ name }) => name).toSorted()]);
  return { text, wordings: Object.fromEntries(names) as { readonly [place: string]: Json } };
};

/** Where every body begins. */
const FIRST_HEADS: readonly string[] = [Automerge.decodeChange(bytesOf(FIRST_CHANGE)).hash];

export const bodyHeads = ({ doc }: BodyState): readonly string[] =>
  doc ? Automerge.getHeads(doc) : FIRST_HEADS;

/** Does the body hold all of `heads`? Another device's are unknown until its changes are here. */
export const hasHeads = ({ doc }: Pick<BodyState, 'doc'>, heads: readonly string[]): boolean =>
  heads.length > 0 &&
  heads.every((head) => HASH.test(head)) &&
  (doc ? Automerge.hasHeads(doc, [...heads]) : sameHeads(heads, FIRST_HEADS));

export const sameHeads = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((head) => b.includes(head));

/** Undefined for a patch of anything but characters of the text: no edit makes one, but a hostile change may. */
const patchToSplice = ({ path: [root, index, ...inner], ...patch }: Automerge.Patch): Splice | undefined => {
  if (root !== 'text' || typeof index !== 'number' || inner.length > 0) return undefined;
  if (patch.action === 'splice') return { at: index, deleted: 0, inserted: patch.value };
  return patch.action === 'del' ? { at: index, deleted: patch.length ?? 1, inserted: '' } : undefined;
};

/** What happened to the text since `heads`, as splices to apply in turn, and where it stands now. */
export const bodyDelta = (
  state: BodyState,
  heads: readonly string[],
): Result<
  { readonly splices: readonly Splice[]; readonly heads: readonly string[] },
  Failure<'unknown-heads'>
> => {
  if (!hasHeads(state, heads)) return fail('unknown-heads', 'The text has not been at these heads.', 'heads');
  const now = bodyHeads(state);
  return ok({ splices: splicesBetween(state, heads, now), heads: now });
};

/** What makes the text at `from` the text at `to`, in either direction. The body holds both. */
export const splicesBetween = (
  { doc }: BodyState,
  from: readonly string[],
  to: readonly string[],
): readonly Splice[] => {
  if (!doc || sameHeads(from, to)) return [];
  const patches = Automerge.diff(doc, [...from], [...to]);
  const splices = patches.map(patchToSplice).filter((splice) => splice !== undefined);
  if (splices.length === patches.length) return splices;
  const [before, after] = [from, to].map((heads) => textOf(Automerge.view(doc, [...heads])));
  return [{ at: 0, deleted: before!.length, inserted: after! }];
};

/** The text as it stood at these heads, which the body holds. */
export const bodyTextAt = ({ doc }: BodyState, heads: readonly string[]): string =>
  doc ? textOf(Automerge.view(doc, [...heads])) : '';

/** Where the text stood for who made these changes, before them. */
export const changesToHeadsBefore = (changes: readonly string[]): readonly string[] => {
  const decoded = changes.map((change) => Automerge.decodeChange(bytesOf(change)));
  const made = new Set(decoded.map((change) => change.hash));
  return [...new Set(decoded.flatMap((change) => change.deps))].filter((hash) => !made.has(hash));
};

/** Where the text stands for one who knows these changes and what they follow, and nothing else. */
export const changesToHeads = (changes: readonly string[]): readonly string[] => {
  const decoded = changes.map((change) => Automerge.decodeChange(bytesOf(change)));
  const followed = new Set(decoded.flatMap((change) => change.deps));
  return decoded.map((change) => change.hash).filter((hash) => !followed.has(hash));
};
