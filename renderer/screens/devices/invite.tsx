import { Check, Copy } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { Failure } from '../../../src/kernel/result.ts';
import { FailureLine } from '../../parts/failure-line.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { attempt } from '../../parts/use-run.ts';
import { When } from '../../parts/when.tsx';
import { useBookStore } from '../../store/use-book.ts';

interface Invitation {
  readonly link: string;
  readonly expires: string;
}

export const Invite = ({ close }: { readonly close: () => void }) => {
  const { api } = useBookStore();
  const [role, setRole] = useState<'admin' | 'member'>('member');
  const [invitation, setInvitation] = useState<Invitation>();
  const [failure, setFailure] = useState<Failure>();
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    const made = await attempt(() => api.invite(role));
    setBusy(false);
    setInvitation(made.ok ? made.value : undefined);
    setFailure(made.ok ? undefined : made.error);
  };
  return (
    <Sheet title="Invite a device" close={close}>
      {invitation ? (
        <InvitationLink {...invitation} />
      ) : (
        <form className="form" onSubmit={(event) => void submit(event)}>
          <p className="sheet-lead">
            A link lets one device in, once. Who has the link can read the book: send it as you would send a
            key.
          </p>
          <label>
            Role
            <select value={role} onChange={(event) => setRole(event.target.value as 'admin' | 'member')}>
              <option value="member">Member: reads and writes</option>
              <option value="admin">Admin: also invites admins</option>
            </select>
          </label>
          <FailureLine failure={failure} />
          <button type="submit" className="button primary" disabled={busy}>
            Make a link
          </button>
        </form>
      )}
    </Sheet>
  );
};

const InvitationLink = ({ link, expires }: Invitation) => {
  const [copied, setCopied] = useState<boolean>();
  const copy = (): void => {
    navigator.clipboard.writeText(link).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <div className="form">
      <label>
        Link
        <textarea
          className="link-text"
          readOnly
          rows={4}
          value={link}
          onFocus={(event) => event.target.select()}
        />
      </label>
      <p className="note">
        Valid for one device until <When at={expires} />, and from when this device has synced.
      </p>
      <button type="button" className="button primary" onClick={copy}>
        {copied ? <Check aria-hidden size={15} /> : <Copy aria-hidden size={15} />}
        {copied ? 'Copied' : 'Copy the link'}
      </button>
      {copied === false && (
        <p className="hint" role="alert">
          The clipboard cannot be used here: select the link and copy it.
        </p>
      )}
    </div>
  );
};
