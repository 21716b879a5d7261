import { expect, test } from 'vitest';
import type { Definitions } from '../../../src/domain/catalogue.ts';
import { createDevices, deliver, openAgain, run } from '../../support/devices.ts';
import { BODY, textOf } from '../../support/prose.ts';
import { signed, typed } from '../../support/signed-changes.ts';

/** A body's decider that thinks an event fits and then breaks under it, as by a trap that no check has foreseen. */
const trapping = (definitions: Definitions): Definitions => {
  const { body } = definitions;
  const decider: typeof body.decider = {
    ...body.decider,
    evolveAll: (state, events) => {
      if (events.some((event) => event.actor === 'Eve')) throw new WebAssembly.RuntimeError('unreachable');
      return body.decider.evolveAll!(state, events);
    },
  };
  return { ...definitions, body: { ...body, decider } };
};

test('case 13: when the fold traps, the text is made again from its whole stream, and taking goes on', async () => {
  const [ada, eve] = await createDevices(2);
  await run(ada, 'body.edit', BODY, { splices: [{ at: 0, deleted: 0, inserted: 'Hello' }] });
  await deliver(ada, eve);
  const there = await openAgain(ada, { definitions: trapping(ada.ports.definitions) });
  expect(await textOf(there)).toBe('Hello');
  const taken = await there.book.log.take([await signed(eve, typed(5, 'x'))]);
  expect(taken.admitted).toHaveLength(1);
  expect(await textOf(there)).toBe(await textOf(eve));
  await there.book.rebuild(() => undefined);
  expect(await textOf(there)).toBe(await textOf(eve));
  const later = await openAgain(there, { definitions: trapping(ada.ports.definitions) });
  expect(await textOf(later)).toBe(await textOf(eve));
});

test('a snapshot that cannot be read is made again from the log', async () => {
  const [ada] = await createDevices(1);
  for (let i = 0; i < 40; i++)
    await run(ada, 'body.edit', BODY, { splices: [{ at: 0, deleted: 0, inserted: `${i} ` }] });
  const text = await textOf(ada);
  await ada.store.write(['snapshots'], async (tx) => {
    const snapshot = (await tx.get('snapshots', BODY))!;
    await tx.put('snapshots', [{ ...snapshot, state: new Uint8Array([1, 2, 3]) }]);
  });
  expect(await textOf(await openAgain(ada))).toBe(text);
});
