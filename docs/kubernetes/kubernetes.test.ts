// The manifests cannot be applied here; what can be checked without a cluster is checked here.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../scenarios/engine/arguments.ts';
import { readServiceConfig, settingNames } from '../../shared/host/config.ts';
import { kafkaSecurityVariables, readKafkaSecurity } from '../../shared/kafka-security.ts';
import { serviceRoles } from '../../shared/variant.ts';
import { policyOf as brokerPolicyOf } from '../../broker-variant/contenders.ts';
import { policyOf as restPolicyOf } from '../../rest-variant/contenders.ts';
import { asManifest, collect, manifestsIn, type Manifest } from './testing/manifests.ts';
import { faultsOf } from './testing/published-schema.ts';
import { dataOf, environmentOf, expand, workloadsOf, type Workload } from './testing/workloads.ts';

const repository = new URL('../../', import.meta.url);
const secrets = manifestsIn('secret.example.yaml');
const overlays = ['rest', 'broker', 'scenario'].map((name) => ({
  name,
  objects: collect(`overlays/${name}`),
}));
const everything = overlays.flatMap(({ objects }) => objects);
const title = (object: Manifest) =>
  `${object.metadata.namespace ?? ''} ${object.kind} ${object.metadata.name}`.trim();
const workloads = overlays.flatMap(({ name, objects }) =>
  workloadsOf(objects).map((workload): [string, Workload, Manifest[]] => [
    `${name} ${workload.kind} ${workload.name}`,
    workload,
    [...objects, ...secrets],
  ]),
);

describe('every object', () => {
  it.each([...secrets, ...everything].map((one): [string, Manifest] => [title(one), one]))(
    '%s is as Kubernetes publishes it',
    async (_title, object) => {
      expect(await faultsOf(object)).toEqual([]);
    },
  );

  it('is told apart from a wrong one: a wrong type, a missing field, a misspelt one', async () => {
    const [sound] = everything.filter(({ kind }) => kind === 'Deployment');
    if (!sound) throw new Error('no deployment');
    const text = JSON.stringify(sound);
    const broken = [
      text.replace('"replicas":1', '"replicas":"one"'),
      text.replace('"selector":', '"selectors":'),
      text.replace('"livenessProbe":', '"livenesProbe":'),
      text.replace('"readOnlyRootFilesystem":', '"readOnlyRootFileSystem":'),
    ];
    for (const one of broken) {
      expect(one).not.toBe(text);
      expect(await faultsOf(asManifest(JSON.parse(one)))).not.toEqual([]);
    }
  });

  it('is there once, in the namespace of its overlay', () => {
    expect(new Set(everything.map(title)).size).toBe(everything.length);
    for (const { name, objects } of overlays) {
      const [namespace] = objects.filter(({ kind }) => kind === 'Namespace');
      expect(namespace?.metadata.name).toBe(`booking-${name}`);
      for (const { kind, metadata } of objects)
        if (kind !== 'Namespace') expect(metadata.namespace).toBe(`booking-${name}`);
    }
  });

  it('is in a kustomization, if it stands in a file at all', () => {
    const files = readdirSync(new URL('.', import.meta.url), { recursive: true, encoding: 'utf8' });
    const inFiles = files
      .filter((path) => path.endsWith('.yaml') && !path.endsWith('kustomization.yaml'))
      .filter((path) => path !== 'secret.example.yaml')
      .flatMap((path) => manifestsIn(path).map(({ kind, metadata }) => `${kind} ${metadata.name}`));
    const collected = everything.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    expect(new Set(collected)).toEqual(new Set(inFiles));
  });

  it('holds no secret but an example that nobody can mistake for one', () => {
    expect(everything.filter(({ kind }) => kind === 'Secret')).toEqual([]);
    for (const { name } of secrets.map(({ metadata }) => metadata))
      for (const [key, value] of Object.entries(dataOf(secrets, 'Secret', name) ?? {}))
        if (/URL|PASSWORD|TOKEN|USERNAME/.test(key)) expect(value, key).toContain('CHANGE-ME');
  });
});

describe.each(workloads)('%s', (_title, workload, objects) => {
  const { container, pod, labels, kind } = workload;
  const environment = environmentOf(workload, objects);

  it('runs with no rights', () => {
    expect(pod.securityContext).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(container.securityContext).toEqual({
      ...{ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true },
      capabilities: { drop: ['ALL'] },
    });
    expect(pod).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false });
  });

  it('may write where programs do, and mounts only what it has', () => {
    expect(container.volumeMounts.map(({ mountPath }) => mountPath)).toContain('/tmp');
    expect(container.volumeMounts.map(({ name }) => name)).toEqual(
      pod.volumes.map(({ name }) => name),
    );
  });

  it('starts files that exist', () => {
    const line = expand([...container.command, ...container.args].join(' '), environment);
    expect(line).not.toContain('$(');
    const files = [...line.matchAll(/[\w/-]+\.ts/g)];
    expect(files.length).toBeGreaterThan(0);
    for (const [file] of files) expect(existsSync(new URL(file, repository)), file).toBe(true);
  });

  it('has values for all it refers to', () => {
    for (const value of Object.values(environment)) expect(value).not.toContain('$(');
  });

  if ('KAFKA_BROKERS' in environment)
    it('reaches a Kafka with TLS and SASL by the variables and files of two Secrets, if there are any', () => {
      expect(container.envFrom).toEqual([
        { secretRef: { name: 'kafka-security', optional: true } },
      ]);
      expect(pod.volumes).toContainEqual({
        ...{ name: 'kafka-tls', secret: { secretName: 'kafka-tls', optional: true } },
      });
      const [mounted] = container.volumeMounts.filter(({ name }) => name === 'kafka-tls');
      const example = dataOf(secrets, 'Secret', 'kafka-security') ?? {};
      expect(example['KAFKA_SSL_CA']).toBe(`${mounted?.mountPath ?? ''}/ca.pem`);
      // The file is the cluster's.
      expect(readKafkaSecurity({ ...example, KAFKA_SSL_CA: undefined })).toMatchObject({
        ...{ tls: {}, sasl: { mechanism: 'scram-sha-512' } },
      });
      const known = new Set(Object.keys(kafkaSecurityVariables));
      expect(Object.keys(example).filter((name) => !known.has(name))).toEqual([]);
    });

  if (kind === 'Job') return;

  it('is found by its own labels and by a Service of its name, on a port it has', () => {
    expect(labels).toMatchObject(workload.selector ?? {});
    const [service, ...others] = objects.filter(
      (one) => one.kind === 'Service' && fits(one, labels),
    );
    expect(others).toEqual([]);
    expect(service?.metadata.name).toBe(workload.name);
    expect(service).toMatchObject({ spec: { ports: [{ port: 3000, targetPort: 'http' }] } });
    const same = workloadsOf(objects).filter((other) => service && fits(service, other.labels));
    expect(same.map(({ name }) => name)).toEqual([workload.name]);
  });

  it('is told what the process reads, and nothing it does not know', () => {
    const config = readServiceConfig({ ...environment, SMTP_URL: undefined });
    expect(config).toMatchObject({ SERVICE_ROLE: workload.name, SERVICE_HOST: '0.0.0.0' });
    expect(container.ports).toEqual([
      { name: 'http', containerPort: config.SERVICE_PORT },
      { name: 'admin', containerPort: config.SERVICE_ADMIN_PORT },
    ]);
    const policyOf = environment['VARIANT'] === 'rest' ? restPolicyOf : brokerPolicyOf;
    expect(policyOf(config.SERVICE_PROFILE)).toBeDefined();
    const putIn = JSON.stringify([container.env.map(({ value }) => value), container.command]);
    for (const { name } of container.env)
      expect(settingNames.has(name) || putIn.includes(`$(${name})`), name).toBe(true);
  });

  it('is asked for its health where it answers', () => {
    const host = readFileSync(new URL('shared/host/service-host.ts', repository), 'utf8');
    for (const probe of [
      container.startupProbe,
      container.readinessProbe,
      container.livenessProbe,
    ]) {
      expect(probe?.httpGet.port).toBe('admin');
      expect(host).toContain(`req.url === '${probe?.httpGet.path ?? ''}'`);
    }
  });
});

describe('the services', () => {
  it.each(['rest', 'broker'])('of %s are all there, and only email may know SMTP_URL', (name) => {
    const ours = workloadsOf(collect(`overlays/${name}`)).filter(
      ({ kind }) => kind === 'Deployment',
    );
    expect(ours.map((one) => one.name).toSorted()).toEqual([...serviceRoles].toSorted());
    const told = ours.filter(({ container }) => container.env.some((v) => v.name === 'SMTP_URL'));
    expect(told.map((one) => one.name)).toEqual(['email']);
  });
});

describe('the jobs', () => {
  it('the set-up is told what it reads, with names that fit the services', () => {
    const source = ['shared/db/set-up.ts', 'broker-variant/set-up.ts']
      .map((file) => readFileSync(new URL(file, repository), 'utf8'))
      .join('\n');
    for (const { name, objects } of overlays.filter((one) => one.name !== 'scenario')) {
      const all = workloadsOf(objects);
      const setUp = all.find(({ kind }) => kind === 'Job');
      const line = [...(setUp?.container.command ?? []), ...(setUp?.container.args ?? [])].join(
        ' ',
      );
      for (const { name: variable } of setUp?.container.env ?? [])
        expect(source).toContain(`process.env['${variable}']`);
      // The database's name, and with it its roles', is part of the services' addresses.
      expect(line).toContain(`shared/db/set-up.ts ${name}`);
      const [service] = all.filter(({ kind }) => kind === 'Deployment');
      const told = service && environmentOf(service, [...objects, ...secrets]);
      expect(told?.['SERVICE_DATABASE_URL']).toMatch(
        new RegExp(`^postgres://${name}_\\w+:CHANGE-ME@[^/]+/${name}$`),
      );
    }
  });

  it('the scenario driver is given a command line it takes, and variables a user knows', () => {
    const [driver] = workloadsOf(collect('overlays/scenario'));
    const args = parseArguments(driver?.container.args ?? []);
    expect(args).toMatchObject({ name: 'billing-down', quick: true, json: '-', out: '/reports' });
    const known = readFileSync(new URL('.env.example', repository), 'utf8');
    for (const { name } of driver?.container.env ?? []) expect(known).toContain(`#${name}=`);
  });
});

function fits(service: Manifest, labels: Record<string, string>): boolean {
  const { spec } = service;
  const selector = typeof spec === 'object' && spec && 'selector' in spec ? spec.selector : {};
  return Object.entries(selector ?? {}).every(([key, value]) => labels[key] === value);
}
