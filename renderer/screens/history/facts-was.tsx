import type { ReactNode } from 'react';
import { shown, type Register } from '../../../src/domain/register.ts';
import { isArchived } from '../../../src/domain/record/marks.ts';
import type { RecordState } from '../../../src/domain/record/state.ts';
import type { Json } from '../../../src/events/event.ts';
import { ActorName } from '../../parts/names.tsx';
import { StatusMark } from '../../parts/status-mark.tsx';
import { fieldText } from '../record/field-value.ts';
import { PartWas } from './part-was.tsx';
import { useRestoring } from './restoring.ts';

/** All values that stood side by side, the one that was shown first. */
const standing = (register: Register): string => {
  const first = fieldText(shown(register) as Json | undefined);
  const others = register.map((held) => fieldText(held.value)).filter((value) => value !== first);
  return [first === '' ? 'Empty' : first, ...new Set(others)].join(' / ');
};

/** Status, assignee, tags and fields as they were; what has been added since, too, for it can be taken away again. */
export const FactsWas = ({ record }: { readonly record: RecordState }) => {
  const { differs } = useRestoring();
  const since = (kind: string, known: object): readonly string[] =>
    [...differs]
      .filter((part) => part.startsWith(`${kind}:`))
      .map((part) => part.slice(kind.length + 1))
      .filter((name) => !Object.hasOwn(known, name));
  const assignee = shown(record.assignee) ?? '';
  const tags = [...Object.keys(record.tags), ...since('tag', record.tags)].toSorted();
  const fields = [...Object.keys(record.fields), ...since('field', record.fields)].toSorted();
  return (
    <dl className="fields">
      <FactWas name="Status" part="status">
        <StatusMark status={shown(record.status) ?? 'open'} />
      </FactWas>
      <FactWas name="Assignee" part="assignee">
        {assignee === '' ? 'Nobody' : <ActorName actor={assignee} />}
      </FactWas>
      {(isArchived(record.archived) || differs.has('archived')) && (
        <FactWas name="Archived" part="archived">
          {isArchived(record.archived) ? 'Yes' : 'No'}
        </FactWas>
      )}
      {tags.map((tag) => (
        <FactWas key={tag} name={`Tag ${tag}`} part={`tag:${tag}`}>
          {Object.hasOwn(record.tags, tag) ? <span className="tag">{tag}</span> : 'Not there'}
        </FactWas>
      ))}
      {fields.map((field) => (
        <FactWas key={field} name={field} part={`field:${field}`}>
          {Object.hasOwn(record.fields, field) ? standing(record.fields[field]!) : 'Not there'}
        </FactWas>
      ))}
    </dl>
  );
};

interface FactProps {
  readonly name: string;
  readonly part: string;
  readonly children: ReactNode;
}

const FactWas = ({ name, part, children }: FactProps) => (
  <div className="field">
    <dt>{name}</dt>
    <dd>
      <PartWas label={name} parts={[part]}>
        {children}
      </PartWas>
    </dd>
  </div>
);
