import { Signature } from 'lucide-react';
import { MAX_LINE } from '../../../src/domain/limits.ts';
import { lastEdits } from '../../../src/domain/record/marks.ts';
import { isConflict, shown } from '../../../src/domain/register.ts';
import type { SignOff } from '../../../src/domain/record/state.ts';
import { AddLine } from '../../parts/add-line.tsx';
import { Conflict } from '../../parts/conflict.tsx';
import { FailureLine } from '../../parts/failure-line.tsx';
import { ActorName, DeviceName } from '../../parts/names.tsx';
import { Section } from '../../parts/section.tsx';
import { useRun } from '../../parts/use-run.ts';
import { When } from '../../parts/when.tsx';
import type { RecordPart } from './part.ts';

/** What has become of a sign-off since, in words; nothing where it stands as it was given. */
const since = ({ standing, amendments }: SignOff): string => {
  if (!isConflict(standing) && shown(standing) === false) return 'Withdrawn';
  if (amendments === 0) return '';
  return amendments === 1 ? 'Amended once since' : `Amended ${amendments} times since`;
};

/** Who vouched for the record. An edit that had not seen a sign-off puts it in doubt until a person decides (CF2). */
export const SignOffs = ({ id, record }: RecordPart) => {
  const signing = useRun();
  const settling = useRun();
  return (
    <Section title="Sign-offs">
      {record.signOffs.length > 0 && (
        <ol className="comments">
          {record.signOffs.map((signOff) => (
            <li key={signOff.name}>
              <div className="sign-off">
                <Signature aria-hidden size={16} />
                <span>{signOff.meaning}</span>
                <span className="byline">
                  <ActorName actor={signOff.actor} /> on <DeviceName device={signOff.device} />,{' '}
                  <When at={signOff.at} /> {since(signOff)}
                </span>
              </div>
              <Conflict
                label={`Sign-off: ${signOff.meaning}`}
                register={signOff.standing}
                head="Signed while the record was edited elsewhere. Does the sign-off stand for the record as it is?"
                show={(stands) =>
                  stands ? 'Signed without the edit' : 'Edited without having seen the sign-off'
                }
                action={(stands) => (stands ? 'It stands' : 'Withdraw it')}
                choose={(stands, over) =>
                  void settling.run({
                    type: 'record.settle-sign-off',
                    aggregate: id,
                    signOff: signOff.name,
                    stands,
                    over,
                  })
                }
              />
            </li>
          ))}
        </ol>
      )}
      <FailureLine failure={settling.failure} />
      <AddLine
        label="Meaning of the sign-off"
        most={MAX_LINE}
        placeholder="What you sign for, for example: reviewed and correct"
        action="Sign off"
        add={(meaning) =>
          signing.run({ type: 'record.sign-off', aggregate: id, meaning, over: lastEdits(record) })
        }
        failure={signing.failure}
      />
    </Section>
  );
};
