import { expect, test } from 'vitest';
import { z } from 'zod';
import { createLogBuilder } from '../support/log-builder.ts';
import { answerChallenge, ask, knock, toRun } from '../support/requests.ts';
import { runServer } from '../support/run-server.ts';

const builder = await createLogBuilder();
const { crypto } = builder;

type Schema = Parameters<typeof z.fromJSONSchema>[0];
type Content = Readonly<Record<string, { readonly schema: Schema }>>;
interface Described {
  readonly security?: readonly object[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: { readonly 200: { readonly content: Content } };
}
interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<'get' | 'post', Described>>>>;
  readonly components: { readonly responses: { readonly failure: { readonly content: Content } } };
}

const readDocument = async (url: string) => {
  const response = await fetch(`${url}/openapi.json`);
  expect(response.headers.get('content-type')).toContain('application/json');
  const document = (await response.json()) as Document;
  const described = (name: string): Described => {
    const path = document.paths[`/api/books/{book}/${name}`]!;
    return path.post ?? path.get;
  };
  return { document, described };
};

const fits = (content: Content, value: unknown): boolean =>
  z.fromJSONSchema(content['application/json']!.schema).safeParse(value).success;

test('the document describes what is asked and answered, as it is', async () => {
  const { url } = await runServer();
  const { document, described } = await readDocument(url);
  expect(document.openapi).toBe('3.1.1');
  const founder = await builder.begin();
  const { book, device } = founder;
  const { ticket } = (await knock(url, founder, crypto)).said;
  const bodies: Readonly<Record<string, object | Uint8Array | undefined>> = {
    challenge: { protocol: 1, device, nonce: 'a'.repeat(64) },
    ticket: await answerChallenge(url, founder, crypto),
    push: toRun(founder.log),
    heads: { heads: [[device, 1, book]] },
    pull: {},
    controls: undefined,
  };
  expect(Object.keys(document.paths)).toHaveLength(Object.keys(bodies).length);
  for (const [name, body] of Object.entries(bodies)) {
    const { requestBody, responses, security } = described(name);
    const answer = await ask(url, book, name, body, { ticket });
    expect(answer.status).toBe(200);
    const isRun = answer.headers.get('content-type') === 'application/octet-stream';
    expect(Object.keys(responses[200].content)).toEqual([
      isRun ? 'application/octet-stream' : 'application/json',
    ]);
    if (!isRun) expect(fits(responses[200].content, answer.said)).toBe(true);
    if (body && !(body instanceof Uint8Array)) {
      expect(fits(requestBody!.content, body)).toBe(true);
      expect(fits(requestBody!.content, { ...body, more: 1 })).toBe(false);
    }
    const refused = await ask(url, book, name, body && {});
    expect(refused.status).toBe(security ? 401 : 400);
    expect(fits(document.components.responses.failure.content, refused.said)).toBe(true);
  }
});

test('the page about it is served by the policy of the server, with nothing inline, and nothing beside its files', async () => {
  const { url } = await runServer();
  const page = await fetch(`${url}/docs`);
  expect(page.url).toBe(`${url}/docs/`);
  expect(page.headers.get('content-security-policy')!.replace("'wasm-unsafe-eval'", '')).not.toContain(
    'unsafe',
  );
  const html = await page.text();
  expect(html).not.toMatch(/<script>|<style>|style=|https?:/);
  for (const [, file] of html.matchAll(/(?:src|href)="([^"]+)"/g))
    expect((await fetch(`${url}/docs/${file}`)).status).toBe(200);
  for (const file of ['package.json', 'index.html', '../package.json', '%2e%2e/package.json'])
    expect((await fetch(`${url}/docs/${file}`)).status).toBe(404);
});
