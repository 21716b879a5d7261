import type { Bytes } from '../../../src/kernel/bytes.ts';

export const fetchData = async (name: string): Promise<Bytes> => {
  const response = await fetch(`/data/${name}`);
  if (!response.ok) throw new Error(`No data ${name}`);
  return new Uint8Array(await response.arrayBuffer());
};
