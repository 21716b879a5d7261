import * as Automerge from '@automerge/automerge';
import { assert } from '../../kernel/result.ts';
import { base64ToBytes } from '../../kernel/bytes.ts';

/** A body's prose. Its positions are UTF-16 units, as Automerge for JavaScript counts them. */
export type Document = Automerge.Doc<{ text: string }>;

/**
 * The change that makes the text object, the same bytes on every device: two devices that begin a body at once
 * edit one text, and not one of two. Written out, because another release of Automerge might encode it otherwise.
 */
export const FIRST_CHANGE = 'hW9Kg9d3bHwBLwAQAAAAAAAAAAAAAAAAAAAAAAEBAAAABRUGNAFCAlYCcAJ_BHRleHQBfwR_AH8A';

export const bytesOf = (change: string): Uint8Array => {
  const bytes = base64ToBytes(change);
  assert(bytes, 'a change was checked to be base64url when it was understood');
  return bytes;
};

export const emptyDocument = (actor: string): Document =>
  Automerge.applyChanges(Automerge.init<{ text: string }>(actor), [bytesOf(FIRST_CHANGE)])[0];

/** Empty where a hostile change made something else of the text. */
export const textOf = (doc: Document): string => (typeof doc.text === 'string' ? doc.text : '');

/**
 * The document to change. One that was changed before is copied as it stood, which is as dear as loading it, and
 * leaves out what waits for the changes it follows.
 */
export const writable = (doc: Document, actor: string): Document => {
  try {
    return Automerge.applyChanges(doc, [])[0];
  } catch {
    return Automerge.clone(doc, actor);
  }
};

const withOne = (doc: Document, change: Uint8Array): Document => {
  try {
    return Automerge.applyChanges(doc, [change])[0];
  } catch {
    // No change at all, or a second one of its actor under one number: no honest device makes either, and evolve
    // is total. The event stays in its log.
    return doc;
  }
};

/**
 * One call for all of them, for one costs 26 ms in a document of 130,000 operations. A change that comes before
 * what it follows waits inside the document, also when that is saved.
 */
export const withChanges = (doc: Document, changes: readonly Uint8Array[]): Document => {
  try {
    return Automerge.applyChanges(doc, [...changes])[0];
  } catch {
    return changes.reduce(withOne, doc);
  }
};
