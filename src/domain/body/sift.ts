import * as Automerge from '@automerge/automerge';
import type { Event } from '../../events/event.ts';
import { ChangeRefused, eventToChanges, idOf, type Change } from './change.ts';
import { checkChange, ChangeWaits } from './check-change.ts';
import { documentToPast, FIRST_CLOCK, type Clocks } from './clocks.ts';
import { emptyDocument, type Document } from './document.ts';
import { draftWordings, NO_WORDINGS, type Wordings, type WordingsDraft } from './places.ts';
import { noteWordings } from './wordings.ts';

/** What of a body's commands counts, and why the others do not, by their index. */
export interface Sifted {
  readonly doc: Document;
  readonly wordings: Wordings;
  readonly refused: ReadonlyMap<number, string>;
}

type Commands = readonly (readonly Event[])[];

/**
 * The document of a whole stream of which something does not fit, its commands given in canonical order. A command
 * counts once all that it follows does; of two changes of one actor under one number that which comes first. So the
 * document follows from the commands alone, whatever came first here. Rare, and dear: everything is read again.
 */
export const siftDocument = (commands: Commands, actor: string): Sifted => {
  const broken = new Map<number, string>();
  for (;;) {
    const { accepted, wordings, refused } = select(commands, actor, broken);
    const doc = documentOf(accepted, actor);
    if (!(doc instanceof Error)) return { doc, wordings, refused };
    // What no check has foreseen: the first command with which the document breaks.
    const culprit = firstBroken(accepted, actor);
    broken.set(accepted[culprit]!.index, `Automerge fails on it: ${doc.message}`);
  }
};

interface Accepted {
  readonly index: number;
  readonly changes: readonly Change[];
}

const select = (commands: Commands, actor: string, broken: ReadonlyMap<number, string>) => {
  const refused = new Map(broken);
  const accepted: Accepted[] = [];
  const wordings = draftWordings(NO_WORDINGS);
  const accept = acceptor(actor, wordings);
  /** By the change that they wait for. */
  const waiting = new Map<string, number[]>();
  for (const first of commands.keys()) {
    const todo = refused.has(first) ? [] : [first];
    for (let index = todo.pop(); index !== undefined; index = todo.pop()) {
      try {
        const changes = accept(commands[index]!);
        accepted.push({ index, changes });
        // What waited for it comes next, and before anything that is later in canonical order.
        for (const { hash } of changes.toReversed()) {
          todo.push(...(waiting.get(hash)?.toReversed() ?? []));
          waiting.delete(hash);
        }
      } catch (error) {
        if (error instanceof ChangeWaits) pushTo(waiting, error.waitsFor, index);
        else if (error instanceof ChangeRefused) refused.set(index, error.message);
        else throw error;
      }
    }
  }
  for (const index of [...waiting.values()].flat())
    refused.set(index, 'It follows a change that is not here or does not count.');
  return { accepted, wordings: wordings.done(), refused };
};

const pushTo = (lists: Map<string, number[]>, key: string, value: number): void => {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
};

/** Takes commands in turn, each whole or not at all (AT1). */
const acceptor = (actor: string, wordings: WordingsDraft) => {
  const clocks: Clocks = new Map(FIRST_CLOCK);
  const past = documentToPast(emptyDocument(actor), clocks);
  const hashByNumber = new Map<string, string>();
  const characters = new Set<string>();
  const take = (change: Change): void => {
    const number = `${change.actor} ${change.seq}`;
    if ((hashByNumber.get(number) ?? change.hash) !== change.hash)
      throw new ChangeRefused('Another change of its actor has its number.');
    if (past.meta(change.hash)) return;
    checkChange(past, change);
    if (!change.refs.every((ref) => characters.has(idOf(ref))))
      throw new ChangeRefused('A change refers to text that was never there.');
    for (const one of change.inserts) characters.add(idOf(one));
    hashByNumber.set(number, change.hash);
    past.add(change);
  };
  const takeBack = (changes: readonly Change[]): void => {
    past.takeBack(changes);
    for (const change of changes) {
      hashByNumber.delete(`${change.actor} ${change.seq}`);
      for (const one of change.inserts) characters.delete(idOf(one));
    }
  };
  return (command: readonly Event[]): readonly Change[] => {
    const changes = command.flatMap(eventToChanges);
    const fresh = changes.filter((change) => !past.meta(change.hash));
    const isNew = (event: Event): boolean => fresh.includes(eventToChanges(event).at(-1)!);
    try {
      for (const change of changes) take(change);
    } catch (error) {
      const taken = fresh.filter((change) => past.meta(change.hash));
      if (taken.length > 0) takeBack(taken);
      throw error;
    }
    for (const event of command) noteWordings(wordings, event, past, isNew(event));
    return changes;
  };
};

/** The document, or what went wrong: also where it can be made, and not be loaded again. */
const documentOf = (accepted: readonly Accepted[], actor: string): Document | Error => {
  try {
    const changes = accepted.flatMap((one) => one.changes.map(({ bytes }) => bytes));
    const doc = Automerge.applyChanges(emptyDocument(actor), changes)[0];
    Automerge.load(Automerge.save(doc));
    return doc;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
};

/** By halving: with all it breaks, with none it does not. */
const firstBroken = (accepted: readonly Accepted[], actor: string): number => {
  let [whole, broken] = [0, accepted.length];
  while (broken - whole > 1) {
    const middle = (whole + broken) >>> 1;
    if (documentOf(accepted.slice(0, middle), actor) instanceof Error) broken = middle;
    else whole = middle;
  }
  return broken - 1;
};
