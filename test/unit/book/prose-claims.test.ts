/** What an edit says of the sentence that it leaves is only said: a member may claim anything. */
import * as Automerge from '@automerge/automerge';
import { expect, test } from 'vitest';
import { lettersOf } from '../../../src/domain/body/letters.ts';
import type { BodyState } from '../../../src/domain/body/state.ts';
import type { Bytes } from '../../../src/kernel/bytes.ts';
import { conflictsOf, type Device } from '../../support/devices.ts';
import { sealAs } from '../../support/seal-as.ts';
import { changeOf } from '../../support/signed-changes.ts';
import { BODY, BEGUN, textOf, replace, writing, settled } from '../../support/prose.ts';

/** An edit that only says how it left a sentence, signed by a member whose program says what it likes. */
const claiming = async (device: Device, sentences: readonly unknown[]): Promise<Bytes> => {
  const { doc } = (await device.book.aggregate(BODY)).folded.state as BodyState;
  const startOp = 1 + Math.max(1, ...Automerge.getChangesMetaSince(doc!, []).map(({ maxOp }) => maxOp));
  const deps = Automerge.getHeads(doc!);
  const changes = [changeOf(1, startOp, deps, [])];
  const drafts = [{ type: 'body.changed', v: 2, payload: { changes, sentences } } as never];
  return (await sealAs(device, { aggregate: BODY, drafts })).bytes;
};

test.each([
  ['from elsewhere', false, 'The rail is fine.'],
  ['from a place of its own', true, 'The rail is fine.'],
  ['and is too long to be said', true, null],
])(
  'CF3: whoever claims that their sentence is all of a text, %s, does not have the rest taken away by a settlement',
  async (_, isPlace, said) => {
    const both = await writing(`The first, a week of work.\n${BEGUN}\nThe third, another week.`);
    const { doc } = (await both[1].book.aggregate(BODY)).folded.state as BodyState;
    const text = await textOf(both[1]);
    const letters = lettersOf(doc!, text);
    const all = [letters.at(0), letters.at(text.length - 1)];
    const at = [letters.at(text.indexOf('The rail')), ...(isPlace ? [all[0]] : [])];
    const sealed = await claiming(both[1], [{ at, span: all, text: said }]);
    await replace(both[0], 'loose', 'missing');
    await both[0].book.log.take([sealed]);
    const [row] = await conflictsOf(both[0]);
    expect(row!.standing).toBe('The rail is missing.');
    await settled(both[0], 'The rail is missing.');
    expect(await textOf(both[0])).toBe(text.replace('loose', 'missing'));
  },
);

test('CF3: very many edits that claim very many places are told as one conflict, and what comes behind them is taken', async () => {
  const [ada, eve] = await writing(BEGUN);
  const at = Array.from({ length: 1000 }, (_, i) => `${i}@00`);
  const { doc } = (await eve.book.aggregate(BODY)).folded.state as BodyState;
  const deps = Automerge.getHeads(doc!);
  const drafts = Array.from({ length: 150 }, (_, i) => {
    const changes = [changeOf(1, 200, deps, [], `${1000 + i}`)];
    return {
      type: 'body.changed',
      v: 2,
      payload: { changes, sentences: [{ at, span: ['0@00', '0@00'], text: 'y' }] },
    };
  });
  const { bytes } = await sealAs(eve, { aggregate: BODY, drafts: drafts as never });
  expect((await ada.book.log.take([bytes])).admitted).toHaveLength(1);
  expect(await conflictsOf(ada)).toHaveLength(1);
});
