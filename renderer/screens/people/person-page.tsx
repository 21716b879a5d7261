import { ArrowLeft } from 'lucide-react';
import { MAX_KEY } from '../../../src/domain/limits.ts';
import { Link } from 'wouter';
import type { AggregateId } from '../../../src/kernel/ids.ts';
import { AddLine } from '../../parts/add-line.tsx';
import { Chips } from '../../parts/chips.tsx';
import { Section } from '../../parts/section.tsx';
import { useRun } from '../../parts/use-run.ts';
import { usePerson } from '../../store/use-book.ts';
import { AgeField } from './age-field.tsx';
import { PersonName } from './person-name.tsx';

interface Props {
  readonly id: AggregateId;
  /** Where Back leads where one pane is shown. */
  readonly list: string;
}

export const PersonPage = ({ id, list }: Props) => {
  const person = usePerson(id);
  const interests = useRun();
  if (!person) return <p className="slow">Opening …</p>;
  if (person.created.length === 0) return <p className="empty">This person is not on this device yet.</p>;
  const words = Object.keys(person.interests).toSorted();
  return (
    <article className="record">
      <Link href={list} className="back">
        <ArrowLeft aria-hidden size={16} /> Back to the list
      </Link>
      <PersonName id={id} name={person.name} />
      <AgeField id={id} age={person.age} />
      <Section title="Interests">
        {words.length > 0 && (
          <Chips
            kind="interest"
            words={words}
            remove={(interest) =>
              void interests.run({
                type: 'person.remove-interest',
                aggregate: id,
                interest,
                over: person.interests[interest],
              })
            }
          />
        )}
        <AddLine
          label="New interest"
          most={MAX_KEY}
          action="Add interest"
          add={(interest) => interests.run({ type: 'person.add-interest', aggregate: id, interest })}
          failure={interests.failure}
        />
      </Section>
    </article>
  );
};
