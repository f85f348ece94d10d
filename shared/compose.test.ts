// docker-compose.yml cannot be run everywhere; what can be checked without Docker is checked here.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { serviceRoles } from './variant.ts';

const serviceSchema = z.object({
  image: z.string(),
  restart: z.string(),
  healthcheck: z.object({ test: z.array(z.string()) }).optional(),
  command: z.string().optional(),
  ports: z.array(z.string()).optional(),
  profiles: z.array(z.string()).optional(),
  volumes: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).optional(),
});
const text = readFileSync(new URL('../docker-compose.yml', import.meta.url), 'utf8');
const dockerfile = readFileSync(new URL('../Dockerfile', import.meta.url), 'utf8');
const { services } = z
  .object({ services: z.record(z.string(), serviceSchema) })
  .parse(parse(text, { merge: true }));

describe('docker-compose.yml', () => {
  it('has every service of both variants, in its profile', () => {
    for (const variant of ['rest', 'broker'])
      for (const role of serviceRoles) {
        const service = services[`${variant}-${role}`];
        expect(service?.profiles).toEqual([variant]);
        expect(service?.environment?.['SERVICE_ROLE']).toBe(role);
      }
  });

  it('starts files that exist', () => {
    const files = Object.values(services).flatMap(
      ({ command = '' }) =>
        command
          // What the Dockerfile compiles has its source here.
          .replaceAll(/programs\/([\w-]+)-(\w+)-ts\.mjs/g, '$1/$2.ts')
          .match(/[\w/-]+\.ts/g) ?? [],
    );
    expect(files.length).toBeGreaterThan(8);
    for (const file of files)
      expect(existsSync(new URL(`../${file}`, import.meta.url)), file).toBe(true);
  });

  it('has the live page and a mail catcher, each in a profile of its own', () => {
    expect(services['live']?.profiles).toEqual(['live']);
    expect(services['live']?.environment?.['KAFKA_BROKERS']).toBe('kafka:19092');
    expect(services['mail']?.profiles).toEqual(['mail']);
  });

  it('restarts nothing, names exact images, and asks whatever goes on for its health', () => {
    for (const [name, { image, restart, healthcheck }] of Object.entries(services)) {
      expect(restart, name).toBe('no');
      expect(image).toMatch(/^(rest-vs-broker:local|postgres:18|[\w/-]+:v?\d+\.\d+\.\d+)$/);
      if (!name.endsWith('-setup')) expect(healthcheck?.test.length, name).toBeGreaterThan(1);
    }
  });

  it('runs services as somebody who is not root', () => {
    expect(dockerfile.trim().split('\n').at(-1)).toBe('USER node');
  });

  it('keeps settings and what was installed here out of the image', () => {
    const ignored = readFileSync(new URL('../.dockerignore', import.meta.url), 'utf8').split('\n');
    for (const entry of ['.env', '.git', '**/node_modules']) expect(ignored).toContain(entry);
  });

  it('publishes ports on loopback only', () => {
    for (const { ports = [] } of Object.values(services))
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  it('waits for things that exist', () => {
    for (const { depends_on: needed = {} } of Object.values(services))
      for (const name of Object.keys(needed)) expect(Object.keys(services)).toContain(name);
  });

  it('mounts the data of PostgreSQL 18 where it looks for it', () => {
    expect(services['postgres']?.volumes).toEqual(['pgdata:/var/lib/postgresql']);
  });

  it('advertises a listener for the host and one for the containers', () => {
    const kafka = services['kafka']?.environment ?? {};
    expect(kafka['KAFKA_ADVERTISED_LISTENERS']).toContain('INSIDE://kafka:19092');
    expect(kafka['KAFKA_ADVERTISED_LISTENERS']).toContain('HOST://localhost:');
  });
});
