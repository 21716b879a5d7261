import type { Mutant } from './plant.ts';

/** Commands, the fold, field writes and snapshots. */
export const STATE_MUTANTS: readonly Mutant[] = [
  {
    name: 'a command that was given before takes effect again',
    file: 'src/commands/dispatch.ts',
    find: 'if (await port.isRepeated(command, aggregate))',
    put: 'if (false)',
  },
  {
    name: 'copies of a command are several effects',
    file: 'src/aggregates/copies.ts',
    find: 'if (!original || leftOut.get(id)?.at(-1) === original) {',
    put: 'if (true) {',
  },
  {
    name: 'poison takes what came with it along',
    file: 'src/aggregates/fold.ts',
    find: 'return foldEach(decider, folded, events);',
    put: 'return folded;',
  },
  {
    name: 'a copy that arrives later is not looked for',
    file: 'src/aggregates/whole-stream.ts',
    find: 'if (hasCopies(sorted, older, row.tail)) return true;',
    put: '',
  },
  {
    name: 'a snapshot is not voided by a late event',
    file: 'src/aggregates/whole-stream.ts',
    find: 'if (!isAfter(sorted, snapshot?.last)) return true;',
    put: '',
  },
  {
    name: 'a late event is folded behind what is there',
    file: 'src/aggregates/aggregate.ts',
    find: 'if (decider.commutes || isAfter(sorted, row.tail.at(-1)?.place))',
    put: 'if (true)',
  },
  {
    name: 'a snapshot forgets the commands of the one before',
    file: 'src/aggregates/snapshot.ts',
    find: 'commands: [...new Set([...aggregate.older, ...inside.map((event) => event.command)])],',
    put: 'commands: inside.map((event) => event.command),',
  },
  {
    name: 'a snapshot forgets segments that were sealed since',
    file: 'src/aggregates/snapshot.ts',
    find: '[...(snapshot?.segments ?? []), ...row.sealed]',
    put: '[...(snapshot?.segments ?? [])]',
  },
  {
    name: 'a snapshot forgets what is in quarantine',
    file: 'src/aggregates/snapshot.ts',
    find: 'quarantined: base.quarantined,',
    put: 'quarantined: [],',
  },
  {
    name: 'a snapshot is older than it says',
    file: 'src/aggregates/snapshot.ts',
    find: 'state: decider.freeze(base.state),',
    put: 'state: decider.freeze(aggregate.base.state),',
  },
  {
    name: 'events in the tail do not learn which segment they are in',
    file: 'src/aggregates/sealed-places.ts',
    find: 'tail: row.tail.map((event) => sealEvent(event, run)),',
    put: 'tail: row.tail,',
  },
  {
    name: 'the last write takes all',
    file: 'src/domain/register.ts',
    find: 'register.filter((held) => !event.over!.includes(held.name)) : register;',
    put: '[] : register;',
  },
  {
    name: 'of many writes a value survives that was replaced',
    file: 'src/domain/register.ts',
    find: 'if (!event.copy && !dropped.has(event.name)) standing.push(writtenBy(event, value));',
    put: 'if (!event.copy) standing.push(writtenBy(event, value));',
  },
  {
    name: 'an edit of prose takes the place of one that it had not seen',
    file: 'src/domain/body/wordings.ts',
    find: 'others.filter((one) => one !== same && !follows(seen(), one));',
    put: '[];',
  },
  {
    name: 'an edit of prose stands beside what it had seen',
    file: 'src/domain/body/wordings.ts',
    find: '!clock || (reachedIn(clock, writer)?.seq ?? 0) >= number',
    put: '!clock || (reachedIn(clock, writer)?.seq ?? 0) > number',
  },
  {
    name: 'a removal takes away additions it has not seen',
    file: 'src/domain/add-wins.ts',
    find: 'for (const name of over) additions.delete(name);',
    put: 'if (over.length > 0) additions.clear();',
  },
  {
    name: 'an undo goes over what somebody else has written since',
    file: 'src/history/compensate.ts',
    find: 'of new Set([...changed, ...traits.changedAlong(now)])) {',
    put: 'of [] as string[]) {',
  },
  {
    name: 'what was aside stays so after an upgrade',
    file: 'src/book/versions.ts',
    find: "do: same ? 'nothing' : 'more'",
    put: "do: 'nothing'",
  },
  {
    name: 'a rebuild forgets what is pending',
    file: 'src/book/rebuild.ts',
    find: 'await foldTurn(engine, { events: events.flat(), asides: [] });',
    put: '',
  },
];
