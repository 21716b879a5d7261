import fc from 'fast-check';
import type { Definitions } from '../../src/domain/catalogue.ts';
import type { Event } from '../../src/events/event.ts';
import { bytesToHex } from '../../src/kernel/bytes.ts';
import { seededRandom } from './seeded.ts';
import { cloneDevice, openAgain, segmentsOf, stateOf, type Device } from './devices.ts';

/** What may happen to a few devices, each number taken modulo what there is. */
export type Step =
  | {
      readonly do: 'command';
      readonly device: number;
      readonly kind: number;
      readonly pick: number;
      readonly id: number;
    }
  | { readonly do: 'burst'; readonly device: number }
  | {
      readonly do: 'deliver';
      readonly from: number;
      readonly to: number;
      readonly shuffle: number;
      readonly share: number;
    }
  | { readonly do: 'seal' | 'reopen' | 'clone'; readonly device: number };

const device = fc.nat(7);

export const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    {
      weight: 12,
      arbitrary: fc.record({
        do: fc.constant('command' as const),
        device,
        kind: fc.nat(99),
        pick: fc.nat(99),
        id: fc.nat(40),
      }),
    },
    {
      weight: 5,
      arbitrary: fc.record({
        do: fc.constant('deliver' as const),
        from: device,
        to: device,
        shuffle: fc.nat(),
        share: fc.integer({ min: 1, max: 4 }),
      }),
    },
    { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('seal' as const, 'reopen' as const), device }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('burst' as const), device }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('clone' as const), device }) },
  ),
  { minLength: 5, maxLength: 60, size: 'max' },
);

const POISON = 'poison';

/** Definitions under which folding a certain comment throws. */
export const withPoison = (definitions: Definitions): Definitions => {
  const { record } = definitions;
  const check = (events: readonly Event[]) => {
    if (events.some((event) => event.payload['text'] === POISON)) throw new Error('Poison');
  };
  const decider: typeof record.decider = {
    ...record.decider,
    evolve: (state, event) => (check([event]), record.decider.evolve(state, event)),
    evolveAll: (state, events) => (check(events), record.decider.evolveAll!(state, events)),
  };
  return { ...definitions, record: { ...record, decider } };
};

/** A command of some kind: `id` small makes the same one again, on this device or another. */
const give = async (
  on: Device,
  { kind, pick, id }: { kind: number; pick: number; id: number },
): Promise<void> => {
  const aggregate = `record:${pick % 2}`;
  const { tasks, tags } = await stateOf(on, aggregate);
  const task = tasks[pick % Math.max(1, tasks.length)]?.id ?? '0'.repeat(64);
  const word = ['north', 'south', 'east'][pick % 3]!;
  const commands: readonly object[] = [
    { type: 'record.create', aggregate, title: word },
    { type: 'record.set-title', aggregate, title: word },
    { type: 'record.set-field', aggregate, field: `f${pick % 2}`, value: pick },
    { type: 'record.set-field', aggregate, field: 'f0', value: word },
    { type: 'record.add-tag', aggregate, tag: word },
    { type: 'record.remove-tag', aggregate, tag: Object.keys(tags)[0] ?? word },
    { type: 'record.add-task', aggregate, title: word },
    { type: 'record.set-task', aggregate, task, done: pick % 2 === 0 },
    { type: 'record.remove-task', aggregate, task },
    { type: 'record.set-status', aggregate, status: 'in review' },
    { type: 'record.archive', aggregate },
    { type: 'record.restore', aggregate },
    { type: 'record.add-comment', aggregate, text: pick % 10 === 0 ? POISON : word },
    { type: 'record.sign-off', aggregate, meaning: word },
    { type: 'person.create', aggregate: 'person:1', name: word, age: pick },
    { type: 'person.add-interest', aggregate: 'person:1', interest: word },
    { type: 'person.remove-interest', aggregate: 'person:1', interest: word },
    { type: 'body.edit', aggregate: 'body:1', splices: [{ at: 0, deleted: 0, inserted: word }] },
  ];
  const commandId = id < 16 ? (id % 6).toString(16).padStart(32, '0') : on.newId();
  await on.book.execute({ id: commandId, ...commands[kind % commands.length] });
};

/** The rarest of commands, for tests that count what they have met. */
export const POISONED: readonly Step[] = [{ do: 'command', device: 0, kind: 12, pick: 10, id: 40 }];

export const shuffled = <T>(list: readonly T[], seed: number): readonly T[] => {
  const random = seededRandom(`shuffle ${seed}`);
  return list
    .map((one) => ({ one, at: bytesToHex(random.bytes(8)) }))
    .toSorted((a, b) => (a.at < b.at ? -1 : 1))
    .map(({ one }) => one);
};

/** Does one step; `devices` grows when one is cloned. */
export const doStep = async (devices: Device[], step: Step): Promise<void> => {
  const at = (number: number) => number % devices.length;
  switch (step.do) {
    case 'command':
      return give(devices[at(step.device)]!, step);
    case 'burst':
      for (let i = 0; i < 70; i++)
        await give(devices[at(step.device)]!, { kind: i % 3 ? 12 : 2, pick: 2 * i + 1, id: 99 });
      return;
    case 'deliver': {
      const [from, to] = [devices[at(step.from)]!, devices[at(step.to)]!];
      const all = shuffled(await segmentsOf(from), step.shuffle);
      const part = all.slice(0, Math.ceil(all.length / step.share));
      await to.book.log.take([...part, ...part.slice(0, 2)]);
      return;
    }
    case 'seal':
      return devices[at(step.device)]!.book.seal();
    case 'reopen':
      devices[at(step.device)] = await openAgain(devices[at(step.device)]!);
      return;
    case 'clone':
      if (devices.length < 5) {
        const clone = await cloneDevice(devices[at(step.device)]!, `clone ${devices.length}`);
        devices.push(await openAgain(clone, { definitions: withPoison(clone.ports.definitions) }));
      }
  }
};
