import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findLinks } from '../../../renderer/parts/links.ts';

test('https and mail addresses become links, without the stop that follows them', () => {
  expect(findLinks('See https://example.org/a?b=1. Ask ada@example.org, or mailto:bob@example.org')).toEqual([
    { text: 'See ' },
    { text: 'https://example.org/a?b=1', href: 'https://example.org/a?b=1' },
    { text: '. Ask ' },
    { text: 'ada@example.org', href: 'mailto:ada@example.org' },
    { text: ', or ' },
    { text: 'mailto:bob@example.org', href: 'mailto:bob@example.org' },
  ]);
});

test.each(['javascript:alert(1)', 'http://example.org', 'file:///etc/passwd', 'data:text/html,x', 'HTTPS:x'])(
  '%s stays text',
  (text) => {
    expect(findLinks(text)).toEqual([{ text }]);
  },
);

test('no character of a text is lost, and no link has another scheme', () => {
  const part = fc.oneof(
    fc.string(),
    fc.constantFrom('https://', 'mailto:', 'a@b.c', 'javascript:', ' ', '(', ')', '.'),
  );
  fc.assert(
    fc.property(fc.array(part), (parts) => {
      const text = parts.join('');
      const pieces = findLinks(text);
      expect(pieces.map((piece) => piece.text).join('')).toBe(text);
      for (const { href } of pieces)
        if (href !== undefined) expect(new URL(href).protocol).toMatch(/^(https|mailto):$/);
    }),
  );
});
