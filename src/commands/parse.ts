import { definitionOf, type Definitions } from '../domain/catalogue.ts';
import type { CommandBase } from '../domain/decider.ts';
import { AGGREGATE, type AggregateId } from '../kernel/ids.ts';
import { fail, ok, type Failure, type Result } from '../kernel/result.ts';
import { reasonOf } from './reason.ts';

export type ParseFailure = Failure<'invalid-command' | 'unknown-aggregate'>;

/** Commands come from pages, links and files: nothing is believed before this. `at` names the field at fault. */
export const parseCommand = (input: unknown, definitions: Definitions): Result<CommandBase, ParseFailure> => {
  if (typeof input !== 'object' || input === null) return fail('invalid-command', 'A command is an object.');
  const { aggregate } = input as { readonly aggregate?: unknown };
  if (typeof aggregate !== 'string' || !AGGREGATE.test(aggregate))
    return fail('invalid-command', 'A command names its aggregate as "type:id".', 'aggregate');
  const definition = definitionOf(definitions, aggregate as AggregateId);
  if (!definition)
    return fail('unknown-aggregate', `There is no aggregate type for ${aggregate}.`, 'aggregate');
  const parsed = definition.commands.safeParse(input);
  if (parsed.success) {
    const broken = brokenText(parsed.data);
    return broken === undefined
      ? ok(parsed.data)
      : fail('invalid-command', `The command's ${broken} is not valid: it holds half a character.`, broken);
  }
  const issue = parsed.error.issues[0]!;
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys : [];
  const at = [...issue.path, ...unknown.slice(0, 1)].join('.');
  return fail('invalid-command', `The command's ${at || 'shape'} is not valid: ${reasonOf(issue)}.`, at);
};

/**
 * The path of a text with half of a surrogate pair: JSON has a spelling for it, and many readers of JSON refuse that.
 * What is recorded is to be read by all of them.
 */
const brokenText = (value: unknown): string | undefined => {
  if (typeof value === 'string') return value.isWellFormed() ? undefined : '';
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, one] of Object.entries(value)) {
    const inside = key.isWellFormed() ? brokenText(one) : '';
    if (inside !== undefined) return inside === '' ? key.toWellFormed() : `${key}.${inside}`;
  }
  return undefined;
};
