import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isAcknowledged, isCaughtUp } from '../../src/sync/session.ts';
import { cloneDevice, createDevices, hashesOf, run, type Device } from '../support/devices.ts';
import { connect, type Link, type Mishap } from '../support/scripted-link.ts';

const ENDS = [0, 1] as const;

type Step =
  | { readonly do: 'move'; readonly link: number; readonly end: 0 | 1; readonly mishap: Mishap }
  | { readonly do: 'write'; readonly device: number; readonly times: number }
  | { readonly do: 'wait' | 'cut'; readonly link: number };

const mishap = fc.constantFrom<Mishap>('deliver', 'deliver', 'deliver', 'lose', 'repeat');
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    {
      weight: 10,
      arbitrary: fc.record({
        do: fc.constant('move' as const),
        link: fc.nat(1),
        end: fc.constantFrom(...ENDS),
        mishap,
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant('write' as const),
        device: fc.nat(2),
        times: fc.integer({ min: 1, max: 3 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constantFrom('wait' as const, 'cut' as const), link: fc.nat(1) }),
    },
  ),
  { minLength: 10, maxLength: 80, size: 'max' },
);

/** Two devices to both sides of a third, as they are to both sides of a server; each commit is told on every link. */
const createNetwork = async ([left, hub, right]: readonly [Device, Device, Device]) => {
  const pairs = [
    [left, hub],
    [hub, right],
  ] as const;
  const links: Link[] = [];
  const toTell: (() => Promise<void>)[] = [];
  for (const device of [left, hub, right])
    device.book.subscribe(({ fresh }) => {
      if (fresh.length > 0)
        toTell.push(async () => {
          for (const link of links) await link.committed(device, fresh);
        });
    });
  const tell = async (): Promise<void> => {
    for (let next = toTell.shift(); next; next = toTell.shift()) await next();
  };
  for (const pair of pairs) links.push(await connect(pair));
  return {
    links,
    cut: async (link: number) => void (links[link] = await connect(pairs[link]!)),
    move: async (link: number, end: 0 | 1, how: Mishap) => {
      await links[link]!.move(end, how);
      await tell();
    },
    write: async (device: Device, times: number) => {
      for (let i = 0; i < times; i++)
        await run(device, 'record.create', `record:${device.newId()}`, { title: 'x' });
      await device.book.seal();
      await tell();
    },
    /** No more mishaps: frames arrive, and time passes, until nobody has more to say. */
    settle: async () => {
      for (let rounds = 0, idle = 0; idle < 4; rounds++) {
        if (rounds > 3000) throw new Error('The sessions do not come to rest.');
        if (links.every((link) => link.isQuiet())) {
          idle++;
          for (const link of links) await link.wait();
        } else idle = 0;
        for (const link of links) for (const end of ENDS) await link.move(end, 'deliver');
        await tell();
      }
    },
  };
};

const knows = async ({ book }: Device, other: Device): Promise<boolean> => {
  const after = await other.book.log.heads();
  return (await book.log.collect({ after, unknownThere: [], budget: 0 })).unknownHere.length === 0;
};

/** "Up to date" is said by an end only when it is true, without forks at every moment. */
const expectNoLie = async (links: readonly Link[]): Promise<void> => {
  for (const { devices, session } of links) {
    for (const end of ENDS) {
      const [here, there] = end === 0 ? devices : [devices[1], devices[0]];
      if (isAcknowledged(session(end))) expect(await knows(there, here)).toBe(true);
    }
  }
};

const expectSettled = async (links: readonly Link[], devices: readonly Device[]): Promise<void> => {
  for (const { session } of links)
    for (const end of ENDS)
      expect([isAcknowledged(session(end)), isCaughtUp(session(end)), session(end).inFlight.length]).toEqual([
        true,
        true,
        0,
      ]);
  expect(new Set(await hashesOf(devices)).size).toBe(1);
  const heads = await Promise.all(
    devices.map(async ({ book }) => (await book.log.heads()).map(({ hash }) => hash).toSorted()),
  );
  expect(heads).toEqual(devices.map(() => heads[0]));
};

test('sessions converge after any losses, repeats and cuts, without a new write, and never say "acknowledged" too early', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (work) => {
      const devices = await createDevices(3);
      const network = await createNetwork(devices);
      for (const step of work) {
        if (step.do === 'move') await network.move(step.link, step.end, step.mishap);
        else if (step.do === 'write') await network.write(devices[step.device]!, step.times);
        else if (step.do === 'wait') await network.links[step.link]!.wait();
        else await network.cut(step.link);
        await expectNoLie(network.links);
      }
      await network.settle();
      await expectSettled(network.links, devices);
    }),
    { numRuns: 40 },
  );
}, 60_000);

test.each([
  [1, 1],
  [1, 4],
  [4, 1],
  [3, 3],
])('FK1: a fork is found from both sides, with %i and %i segments on its branches', async (mine, its) => {
  const [ada, hub, bob] = await createDevices(3);
  const clone = await cloneDevice(ada, 'clone');
  for (const [device, times] of [
    [ada, mine],
    [clone, its],
  ] as const) {
    for (let i = 0; i < times; i++) {
      await run(device, 'record.create', `record:${device.newId()}`, { title: 'x' });
      await device.book.seal();
    }
  }
  const network = await createNetwork([ada, hub, clone]);
  await network.settle();
  await expectSettled(network.links, [ada, hub, clone]);
  expect((await hub.book.log.heads()).filter(({ device }) => device === ada.identity.device)).toHaveLength(2);
  const onwards = await createNetwork([hub, bob, clone]);
  await onwards.settle();
  await expectSettled(onwards.links, [hub, bob, clone]);
});

test('a lost first word is made good after a while', async () => {
  for (const end of ENDS) {
    const devices = await createDevices(3);
    const network = await createNetwork(devices);
    await network.write(devices[0], 2);
    await network.cut(0);
    await network.move(0, end, 'lose');
    await network.settle();
    await expectSettled(network.links, devices);
  }
});
