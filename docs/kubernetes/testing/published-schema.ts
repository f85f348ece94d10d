// Validates an object against the schema that Kubernetes publishes for its kind; fields nobody knows are errors too.
import { z } from 'zod';
import type { Manifest } from './manifests.ts';

const modelClass = z.custom<{ prototype: { validate(this: unknown): void } }>(
  (value) => typeof value === 'function',
);

/** What is wrong with an object, a line each; empty when nothing is. */
export async function faultsOf(object: Manifest): Promise<string[]> {
  // The module of an apiVersion has a class per kind, made from the published OpenAPI document.
  const specifier = `kubernetes-models/${object.apiVersion}`;
  const module: unknown = await import(/* @vite-ignore */ specifier);
  const model = modelClass.parse(z.record(z.string(), z.unknown()).parse(module)[object.kind]);
  const unread = new Set<string>();
  try {
    model.prototype.validate.call(watched(object, '', unread));
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
  return [...unread].map((path) => `${path} is no field of a ${object.kind}`);
}

/**
 * The published schemas allow fields they do not know, and the API server drops them: a misspelt probe would be
 * none. The validator looks at every field it knows, so what it never looked at is unknown.
 */
function watched<T extends object>(value: T, path: string, unread: Set<string>): T {
  const children = new Map<PropertyKey, unknown>();
  for (const key of Object.keys(value)) unread.add(`${path}/${key}`);
  return new Proxy(value, {
    get: (target, key) => {
      unread.delete(`${path}/${String(key)}`);
      const found: unknown = Reflect.get(target, key);
      if (typeof found !== 'object' || found === null) return found;
      const child = children.get(key) ?? watched(found, `${path}/${String(key)}`, unread);
      children.set(key, child);
      return child;
    },
  });
}
