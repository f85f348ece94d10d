// Collects the objects of an overlay as kustomize does, for the few of its features that are used here.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';

const root = fileURLToPath(new URL('../', import.meta.url));

/** A Kubernetes object; what it holds is the business of its schema. */
export type Manifest = z.infer<typeof manifest>;

const manifest = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
});

// Strict: a feature that is not followed here must not be used unnoticed.
const kustomization = z.strictObject({
  apiVersion: z.literal('kustomize.config.k8s.io/v1beta1'),
  kind: z.literal('Kustomization'),
  namespace: z.string().optional(),
  resources: z.array(z.string()).min(1),
});

/** An object out of outside data; throws when it is none. */
export function asManifest(data: unknown): Manifest {
  return manifest.parse(data);
}

/** Every object of a file; `path` counts from docs/kubernetes. */
export function manifestsIn(path: string): Manifest[] {
  return documentsIn(join(root, path)).map(asManifest);
}

/** Every object of a kustomization, with its namespace. */
export function collect(directory: string): Manifest[] {
  const [only, ...others] = documentsIn(join(root, directory, 'kustomization.yaml'));
  if (others.length > 0) throw new Error(`${directory}: more than one kustomization`);
  const { resources, namespace } = kustomization.parse(only);
  return resources
    .flatMap((resource) => {
      const path = join(directory, resource);
      if (!existsSync(join(root, path))) throw new Error(`${directory}: no resource ${resource}`);
      if (statSync(join(root, path)).isDirectory()) return collect(path);
      // kustomize refuses files outside of the kustomization's own directory.
      if (dirname(resource) !== '.') throw new Error(`${directory}: ${resource} is elsewhere`);
      return manifestsIn(path);
    })
    .map((one) =>
      namespace === undefined || one.kind === 'Namespace'
        ? one
        : { ...one, metadata: { ...one.metadata, namespace } },
    );
}

function documentsIn(file: string): unknown[] {
  const documents = parseAllDocuments(readFileSync(file, 'utf8'));
  if ('empty' in documents) throw new Error(`${file} is empty`);
  return documents.map((document) => {
    for (const problem of [...document.errors, ...document.warnings]) throw problem;
    return document.toJS();
  });
}
