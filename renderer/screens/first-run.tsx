import { useState } from 'react';
import { takeInvitation } from '../engine/invitation-link.ts';
import { JoinForm } from './join-form.tsx';
import { StartForm } from './start-form.tsx';

/** Neither an account nor a network is needed for either way in. */
export const FirstRun = () => {
  const [link] = useState(takeInvitation);
  const [way, setWay] = useState<'start' | 'join'>(link === '' ? 'start' : 'join');
  return (
    <main className="first-run">
      <div className="first-run-sheet">
        <h1>Daybook</h1>
        <p className="page-lead">
          A book of records that lives on your devices. It works without a network, and keeps who wrote what,
          and when.
        </p>
        <div className="ways" role="tablist" aria-label="How to begin">
          {(['start', 'join'] as const).map((each) => (
            <button
              key={each}
              type="button"
              role="tab"
              id={`way-${each}`}
              aria-selected={way === each}
              aria-controls="way"
              onClick={() => setWay(each)}
            >
              {each === 'start' ? 'Start a book' : 'Join with a link'}
            </button>
          ))}
        </div>
        <div id="way" role="tabpanel" aria-labelledby={`way-${way}`}>
          {way === 'start' ? <StartForm /> : <JoinForm link={link} />}
        </div>
      </div>
    </main>
  );
};
