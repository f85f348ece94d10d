// The parts of Deployments and Jobs that refer to something outside of themselves.
import { z } from 'zod';
import type { Manifest } from './manifests.ts';

const keyRef = z.object({ name: z.string(), key: z.string() });
const probe = z.object({ httpGet: z.object({ path: z.string(), port: z.string() }) });

const container = z.object({
  command: z.array(z.string()),
  args: z.array(z.string()).default([]),
  env: z.array(
    z.object({
      name: z.string(),
      value: z.string().optional(),
      valueFrom: z
        .object({
          configMapKeyRef: keyRef.optional(),
          secretKeyRef: keyRef.extend({ optional: z.boolean().default(false) }).optional(),
        })
        .optional(),
    }),
  ),
  envFrom: z.array(z.unknown()).default([]),
  ports: z.array(z.object({ name: z.string(), containerPort: z.number() })).default([]),
  startupProbe: probe.optional(),
  readinessProbe: probe.optional(),
  livenessProbe: probe.optional(),
  resources: z.object({
    requests: z.object({ cpu: z.string(), memory: z.string() }),
    limits: z.object({ memory: z.string() }),
  }),
  securityContext: z.record(z.string(), z.unknown()),
  volumeMounts: z.array(z.object({ name: z.string(), mountPath: z.string() })),
});

const template = z.object({
  metadata: z.object({ labels: z.record(z.string(), z.string()) }),
  spec: z.object({
    automountServiceAccountToken: z.boolean(),
    enableServiceLinks: z.boolean(),
    securityContext: z.record(z.string(), z.unknown()),
    containers: z.tuple([container]),
    volumes: z.array(z.looseObject({ name: z.string() })),
  }),
});

const workload = z.object({
  kind: z.enum(['Deployment', 'Job']),
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    selector: z.object({ matchLabels: z.record(z.string(), z.string()) }).optional(),
    template,
  }),
});

/** A Deployment or a Job with its only container. */
export type Workload = {
  kind: 'Deployment' | 'Job';
  name: string;
  selector: Record<string, string> | undefined;
  labels: Record<string, string>;
  pod: z.infer<typeof template>['spec'];
  container: z.infer<typeof container>;
};

/** The workloads among these objects. */
export function workloadsOf(objects: Manifest[]): Workload[] {
  return objects
    .filter(({ kind }) => kind === 'Deployment' || kind === 'Job')
    .map((object) => {
      const { kind, metadata, spec } = workload.parse(object);
      const { spec: pod, metadata: labelled } = spec.template;
      return {
        ...{ kind, name: metadata.name, selector: spec.selector?.matchLabels },
        ...{ labels: labelled.labels, pod, container: pod.containers[0] },
      };
    });
}

const data = z.object({
  data: z.record(z.string(), z.string()).optional(),
  stringData: z.record(z.string(), z.string()).optional(),
});

/** The keys of a ConfigMap or Secret of that name with their values; undefined when there is none. */
export function dataOf(
  objects: Manifest[],
  kind: 'ConfigMap' | 'Secret',
  name: string,
): Record<string, string> | undefined {
  const found = objects.find((one) => one.kind === kind && one.metadata.name === name);
  const parsed = found && data.parse(found);
  return parsed && { ...parsed.data, ...parsed.stringData };
}

/** What the container's process is told, with `$(NAME)` put in, in the order of Kubernetes: only of what stands before. */
export function environmentOf(
  { container: { env } }: Workload,
  objects: Manifest[],
): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const { name, value, valueFrom } of env) {
    const { configMapKeyRef: config, secretKeyRef: secret } = valueFrom ?? {};
    const source = config
      ? dataOf(objects, 'ConfigMap', config.name)?.[config.key]
      : secret && dataOf(objects, 'Secret', secret.name)?.[secret.key];
    const known = value ?? source;
    if (known !== undefined) environment[name] = expand(known, environment);
    else if (secret?.optional !== true) throw new Error(`${name}: its source does not exist`);
  }
  return environment;
}

/** Puts variables into a text; what is unknown stays, as Kubernetes leaves it. */
export function expand(text: string, environment: Record<string, string>): string {
  return text.replaceAll(/\$\((\w+)\)/g, (whole, name: string) => environment[name] ?? whole);
}
