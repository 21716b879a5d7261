import { foundBook, storeFounded } from '../../../src/book/found.ts';
import { joinBook, linkToTicket, storeJoined } from '../../../src/book/invitation.ts';
import { startProcess } from '../world/process.ts';
import type { Profile } from '../world/profile.ts';
import { ORIGIN } from '../world/server.ts';
import { connectionToStore, makersOf } from '../world/window.ts';
import type { World } from '../world/world.ts';

/** Milliseconds after which a person who could not join asks for another link. */
const PATIENCE = 20_000;

export const found = (world: World, profile: Profile): void => {
  const store = connectionToStore(profile.disk.connect(startProcess(profile.name)));
  const makers = makersOf(profile, profile.dice, world.toCrypto);
  const begin = async (): Promise<void> => {
    const about = { title: 'Book', actor: profile.name, name: profile.name, server: ORIGIN };
    await storeFounded(store, await foundBook(makers, about), makers);
    world.open(profile);
  };
  void begin();
};

/** Gets a link from some device that is in the book and joins by it; asks again until it has worked. */
export const join = (world: World, profile: Profile): void => {
  const tryToJoin = async (): Promise<void> => {
    const hosts = world.profiles
      .flatMap((one) => one.windows)
      .filter(({ process, session }) => process.isAlive && session?.book.isEnrolled());
    if (hosts.length === 0) return;
    const { link } = await profile.dice.pick(hosts).session!.book.invite('member');
    const ticket = linkToTicket(link);
    if (!ticket.ok || profile.identity()) return;
    const makers = makersOf(profile, profile.dice, world.toCrypto);
    const joined = await joinBook(makers, ticket.value, { actor: profile.name, name: profile.name });
    await storeJoined(
      connectionToStore(profile.disk.connect(startProcess(profile.name))),
      joined,
      ticket.value,
    );
    world.open(profile);
  };
  const ask = (): void => {
    if (profile.identity()) return;
    tryToJoin().catch((error: unknown) => world.history.failed(`${profile.name} joins`, error));
    world.later(PATIENCE, ask);
  };
  ask();
};
