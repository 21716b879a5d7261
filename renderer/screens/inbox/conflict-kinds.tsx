import type { ReactNode } from 'react';
import type { Status } from '../../../src/domain/record/state.ts';
import type { Json } from '../../../src/events/event.ts';
import type { ConflictKind, ConflictPart, ConflictRow } from '../../../src/projections/conflict.ts';
import { ActorName } from '../../parts/names.tsx';
import { StatusMark } from '../../parts/status-mark.tsx';
import { fieldText, fieldValue } from '../record/field-value.ts';

/** What has happened, for a person who has to decide. */
export const HEADS: { readonly [Kind in ConflictKind]: string } = {
  field: 'Written in several places at once. All of it is kept until you say what stands.',
  final: 'Closed in one place while it was moved on in another. Which status is right?',
  archive: 'Archived while the record was edited elsewhere. It stays in the lists until somebody decides.',
  'sign-off':
    'Signed while the record was edited elsewhere. Does the sign-off stand for the record as it is?',
  prose:
    'One sentence was rewritten in several places at once. The letters of all of them stand in the text.',
};

/** The same in a word or two, for the list. */
export const KIND_NAMES: { readonly [Kind in ConflictKind]: string } = {
  field: 'several values',
  final: 'two outcomes',
  archive: 'archived and edited',
  'sign-off': 'signed and edited',
  prose: 'one sentence, two edits',
};

const text = (value: Json): ReactNode => fieldText(value) || <span className="note">Empty</span>;

const sentence = (value: Json): ReactNode =>
  value === '' ? <span className="note">Leave it out</span> : fieldText(value);

const SHOWN: { readonly [Of in ConflictPart['of']]: (value: Json) => ReactNode } = {
  title: text,
  name: text,
  age: text,
  field: text,
  status: (value) => <StatusMark status={value as Status} />,
  assignee: (value) => (value === '' ? 'Nobody' : <ActorName actor={value as string} />),
  task: (value) => (typeof value === 'boolean' ? (value ? 'Done' : 'Not done') : text(value)),
  archived: (value) => (value === true ? 'Archive it' : 'Keep the record'),
  'sign-off': (value) => (value === true ? 'It stands' : 'Withdraw it'),
  sentence: (value) =>
    value === null ? <span className="note">Too long to be shown here</span> : sentence(value),
};

/** A value that can be chosen; of an archiving and a sign-off, what choosing it means. */
export const showValue = ({ of }: ConflictPart, value: Json): ReactNode => SHOWN[of](value);

const SIDES: { readonly [Kind in ConflictKind]?: (value: Json) => string } = {
  archive: (value) => (value === true ? 'Archived' : 'Edited without having seen that'),
  'sign-off': (value) =>
    value === true ? 'Signed without the edit' : 'Edited without having seen the sign-off',
};

/** What the side did, where its value alone does not tell. */
export const sideWords = (kind: ConflictKind, value: Json): string | undefined => SIDES[kind]?.(value);

/** Of prose the letters of all sides stand together; null leaves them so. */
export const standingOf = ({
  standing,
}: ConflictRow): { readonly value: null; readonly text: string } | undefined =>
  standing === undefined ? undefined : { value: null, text: standing };

/** May the side be chosen? */
export const isChoosable = ({ of }: ConflictPart, value: Json): boolean =>
  of !== 'sentence' || value !== null;

/** May something be written that no side has? Undefined: it is one of theirs. */
export const toOtherValue = ({ part, sides }: ConflictRow): ((typed: string) => Json) | undefined => {
  switch (part.of) {
    case 'title':
    case 'name':
    case 'sentence':
      return (typed) => typed;
    case 'field':
      return (typed) => fieldValue(typed, sides[0]?.value);
    case 'task':
      return part.what === 'title' ? (typed) => typed : undefined;
    default:
      return undefined;
  }
};
