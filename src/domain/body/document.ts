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
