import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';

/** Bytes, expanded. */
const MAX_TRACE = 512 * 1024 * 1024;

const patch = z.tuple([z.int().min(0), z.int().min(0), z.string()]);

const concurrent = z.object({
  kind: z.literal('concurrent'),
  endContent: z.string(),
  numAgents: z.int().min(1),
  txns: z.array(
    z.object({ parents: z.array(z.int().min(0)), agent: z.int().min(0), patches: z.array(patch) }),
  ),
});

const sequential = z.object({
  startContent: z.string(),
  endContent: z.string(),
  txns: z.array(z.object({ patches: z.array(patch) })),
});

export type Patch = z.infer<typeof patch>;

export interface Transaction {
  readonly agent: number;
  readonly patches: readonly Patch[];
  /** For each agent, how many of its transactions are in the past of this one. */
  readonly knows: readonly number[];
}

export interface Trace {
  readonly agents: number;
  readonly startContent: string;
  readonly endContent: string;
  readonly txns: readonly Transaction[];
}

/** Reads an editing trace of either form (shared/data/README.md). A sequential one has a writer and a reader. */
export const readTrace = async (file: string): Promise<Trace> => {
  const bytes = await readFile(file);
  const json = parseJson(
    file,
    file.endsWith('.gz') ? gunzipSync(bytes, { maxOutputLength: MAX_TRACE }) : bytes,
  );
  if (typeof json === 'object' && json !== null && 'kind' in json) {
    const { txns, numAgents, endContent } = checked(file, concurrent, json);
    return { agents: numAgents, startContent: '', endContent, txns: withKnowledge(txns, numAgents) };
  }
  const { txns, startContent, endContent } = checked(file, sequential, json);
  const known = txns.map(({ patches }, i) => ({ agent: 0, patches, knows: [i, 0] }));
  return { agents: 2, startContent, endContent, txns: known };
};

const parseJson = (file: string, bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (error) {
    throw new Error(`${file} is no editing trace: ${(error as Error).message}`, { cause: error });
  }
};

const checked = <Form>(file: string, form: z.ZodType<Form>, json: unknown): Form => {
  const parsed = form.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`${file} is no editing trace: ${issue!.path.join('.')}: ${issue!.message}.`);
};

/** Parents made into counts: each agent's transactions follow one another, so a count names a whole ancestry. */
const withKnowledge = (txns: z.infer<typeof concurrent>['txns'], agents: number): readonly Transaction[] => {
  const done: { readonly agent: number; readonly nth: number; readonly knows: number[] }[] = [];
  const made = Array.from({ length: agents }, () => 0);
  return txns.map(({ agent, parents, patches }, i) => {
    if (agent >= agents) throw new Error(`Transaction ${i} is of agent ${agent}, and there are ${agents}.`);
    const knows = Array.from({ length: agents }, () => 0);
    for (const parent of parents) {
      const before = done[parent];
      if (!before) throw new Error(`Transaction ${i} has a parent that comes after it.`);
      before.knows.forEach((count, of) => (knows[of] = Math.max(knows[of]!, count)));
      knows[before.agent] = Math.max(knows[before.agent]!, before.nth);
    }
    if (knows[agent] !== made[agent])
      throw new Error(`Transaction ${i} does not follow its agent's last one.`);
    made[agent]!++;
    done.push({ agent, nth: made[agent]!, knows });
    return { agent, patches, knows };
  });
};
