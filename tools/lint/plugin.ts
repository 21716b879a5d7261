/** The project's own lint rules, loaded by .oxlintrc.json. */
import { dirname, join, relative } from 'node:path';
import { refuseFile, refusePackage } from './arrows.ts';

interface Node {
  readonly type: string;
}
interface ImportLike extends Node {
  readonly source: { readonly type: string; readonly value?: unknown } | null;
  readonly importKind?: 'type' | 'value';
  readonly exportKind?: 'type' | 'value';
  readonly specifiers?: readonly { readonly importKind?: 'type' | 'value' }[];
}
interface Context {
  readonly filename: string;
  readonly cwd: string;
  report(problem: { node: Node; message: string }): void;
}

const isTypeOnly = (node: ImportLike): boolean =>
  node.importKind === 'type' ||
  node.exportKind === 'type' ||
  (node.specifiers?.length ? node.specifiers.every((specifier) => specifier.importKind === 'type') : false);

const arrows = {
  create(context: Context) {
    const file = relative(context.cwd, context.filename);
    const check = (node: ImportLike): void => {
      const specifier = node.source?.value;
      if (typeof specifier !== 'string') return;
      const message = specifier.startsWith('.')
        ? refuseFile(file, join(dirname(file), specifier), isTypeOnly(node))
        : refusePackage(file, specifier);
      if (message) context.report({ node, message });
    };
    return {
      ImportDeclaration: check,
      ImportExpression: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
    };
  },
};

const isDate = (callee: { type: string; name?: string }): boolean =>
  callee.type === 'Identifier' && callee.name === 'Date';

const noAmbientDate = {
  create(context: Context) {
    const check = (node: Node & { callee: { type: string; name?: string }; arguments: unknown[] }): void => {
      const readsClock = node.type === 'CallExpression' || node.arguments.length === 0;
      if (isDate(node.callee) && readsClock) {
        context.report({
          node,
          message: 'Time is a parameter: take the clock port instead of reading a clock.',
        });
      }
    };
    return { NewExpression: check, CallExpression: check };
  },
};

export default {
  meta: { name: 'daybook' },
  rules: { arrows, 'no-ambient-date': noAmbientDate },
};
