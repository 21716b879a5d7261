import type { Entry } from '../../../src/domain/record/state.ts';
import { When } from '../../parts/when.tsx';

/** What its source says of an imported entry. */
export const EntryDetails = ({ entry }: { readonly entry: Entry }) => {
  const attributes = Object.entries(entry.attributes ?? {});
  if (entry.source === undefined && attributes.length === 0) return undefined;
  return (
    <details className="entry-details">
      <summary>Details</summary>
      <dl>
        {entry.source !== undefined && (
          <>
            <dt>Claimed by</dt>
            <dd>{entry.source}</dd>
            <dt>Recorded</dt>
            <dd>
              <When at={entry.at} />
            </dd>
          </>
        )}
        {attributes.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
};
