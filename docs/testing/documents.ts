// Reads the API documents for the tests that hold them to the code: references resolved, schemas in one form.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

const record = z.record(z.string(), z.unknown());

/** A document of this folder with every local reference replaced by what it refers to. */
export function readDocument(name: string): unknown {
  const text = readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');
  const root: unknown = parse(text, { uniqueKeys: true });
  const resolve = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(resolve);
    if (typeof node !== 'object' || node === null) return node;
    const { $ref, ...rest } = record.parse(node);
    if (typeof $ref === 'string') return resolve(lookUp(root, $ref));
    return Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, resolve(value)]));
  };
  return resolve(root);
}

function lookUp(root: unknown, ref: string): unknown {
  const path = ref.replace(/^#\//, '').split('/');
  const found = path.reduce<unknown>(
    (node, part) => record.safeParse(node).data?.[part.replaceAll('~1', '/')],
    root,
  );
  if (found === undefined) throw new Error(`${ref} refers to nothing`);
  return found;
}

/** A JSON schema without what says nothing about the data, so that two of them can be compared. */
export function essential(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(essential);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { $schema: _, description: _words, ...rest } = record.parse(schema);
  // Beside a format the pattern is only how zod checks it.
  if (typeof rest['format'] === 'string') delete rest['pattern'];
  return Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [
      key,
      key === 'properties'
        ? Object.fromEntries(Object.entries(record.parse(value)).map(([k, v]) => [k, essential(v)]))
        : key === 'required'
          ? z.array(z.string()).parse(value).toSorted()
          : essential(value),
    ]),
  );
}

/** The code's schema in the same form; of what is transformed, what comes in. */
export function essentialOf(schema: z.ZodType): unknown {
  return essential(z.toJSONSchema(schema, { io: 'input' }));
}

/** Throws an error that names the first thing that does not fit a schema of a document. */
export function expectFits(schema: unknown, value: unknown): void {
  z.fromJSONSchema(z.record(z.string(), z.json()).parse(schema)).parse(value);
}
