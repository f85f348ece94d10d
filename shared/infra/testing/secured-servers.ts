// A Kafka with SASL and TLS and a PostgreSQL with TLS and passwords, started by hand on loopback: somebody else's, so to say.
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import kafkajs from 'kafkajs';
import pg from 'pg';
import { freePort } from '../free-port.ts';
import { startInfrastructure, type Infrastructure } from '../infrastructure.ts';
import { unprivilegedAccount } from '../postgres-user.ts';
import type { KafkaSettings } from '../server.ts';
import { makeCertificates, type Certificates } from './certificates.ts';
import { setScramUser } from './scram-user.ts';

/** The servers, and how they can be reached well and badly. */
export type SecuredServers = {
  certificates: Certificates;
  infrastructure: Infrastructure;
  kafka: {
    /** SASL over TLS. */
    secured: string;
    /** TLS that wants a client certificate, no login. */
    mutual: string;
    /** Neither, for whoever may do everything. */
    plain: string;
  };
  /** May make databases and roles, over TLS. */
  databaseUrl: string;
  /** The same server for a role that may make nothing. */
  poorDatabaseUrl: string;
  /** Every password in them; no two are alike. */
  passwords: { harness: string; viewer: string; database: string };
  /** What the user of such servers sets. */
  environment: Record<string, string>;
  stop(): Promise<void>;
};

// Not among the names that an ES module can import.
const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = kafkajs;

/** Users of Kafka: `harness` may do with names that begin with bk, cf or t what a run does; `viewer` may only look. */
const users = ['harness', 'viewer'] as const;

/** Starts both; needs `openssl`. KAFKA_BROKERS and DATABASE_URL must not be set. */
export async function startSecuredServers(signal?: AbortSignal): Promise<SecuredServers> {
  const dir = mkdtempSync(join(tmpdir(), 'own-cluster-'));
  chmodSync(dir, 0o711);
  const passwords = { harness: newPassword(), viewer: newPassword(), database: newPassword() };
  const ports = { secured: await freePort(), mutual: await freePort() };
  let infrastructure: Infrastructure | undefined;
  const stop = async () => {
    await infrastructure?.stop();
    rmSync(dir, { recursive: true, force: true });
  };
  try {
    const certificates = makeCertificates(dir);
    infrastructure = await startInfrastructure({
      needs: ['kafka', 'postgres'],
      kafkaSettings: kafkaSettings(certificates, ports, passwords),
      postgresSettings: postgresSettings(dir, certificates),
      ...(signal ? { signal } : {}),
    });
    const { kafka, postgres } = infrastructure;
    if (!kafka || !postgres) throw new Error('a server is missing');
    const [plain = ''] = kafka.brokers;
    for (const name of users)
      for (const mechanism of ['scram-sha-256', 'scram-sha-512'] as const)
        await setScramUser(plain, { name, password: passwords[name], mechanism });
    await allow(plain);
    await makeRoles(postgres.url, passwords.database);
    const databaseUrl = securedUrl(postgres.url, 'harness', passwords.database, certificates.ca);
    const secured = `127.0.0.1:${ports.secured}`;
    return {
      ...{ certificates, infrastructure, passwords, stop, databaseUrl },
      poorDatabaseUrl: securedUrl(postgres.url, 'viewer', passwords.database, certificates.ca),
      kafka: { secured, mutual: `127.0.0.1:${ports.mutual}`, plain },
      environment: {
        KAFKA_BROKERS: secured,
        KAFKA_SSL: 'true',
        KAFKA_SSL_CA: certificates.ca,
        KAFKA_SASL_MECHANISM: 'scram-sha-512',
        KAFKA_SASL_USERNAME: 'harness',
        KAFKA_SASL_PASSWORD: passwords.harness,
        DATABASE_URL: databaseUrl,
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function kafkaSettings(
  { ca, server }: Certificates,
  ports: { secured: number; mutual: number },
  passwords: { harness: string; viewer: string },
): KafkaSettings {
  const ways = `SECURED://127.0.0.1:${ports.secured},MUTUAL://127.0.0.1:${ports.mutual}`;
  const plainUsers = users.map((name) => `user_${name}="${passwords[name]}"`).join(' ');
  const scram = 'org.apache.kafka.common.security.scram.ScramLoginModule required;';
  return (usual) => ({
    listeners: `${usual.get('listeners')},${ways}`,
    'advertised.listeners': `${usual.get('advertised.listeners')},${ways}`,
    'listener.security.protocol.map': `${usual.get('listener.security.protocol.map')},SECURED:SASL_SSL,MUTUAL:SSL`,
    'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
    'listener.name.secured.plain.sasl.jaas.config': `org.apache.kafka.common.security.plain.PlainLoginModule required ${plainUsers};`,
    'listener.name.secured.scram-sha-256.sasl.jaas.config': scram,
    'listener.name.secured.scram-sha-512.sasl.jaas.config': scram,
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.location': server.store,
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.location': ca,
    'listener.name.mutual.ssl.client.auth': 'required',
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    // Plain connections are ours alone; the certificate of the mutual way is an administrator's.
    'super.users': 'User:ANONYMOUS;User:CN=client',
  });
}

/** The rights of docs/own-cluster.md, and no others. */
async function allow(plain: string): Promise<void> {
  const kafka = new kafkajs.Kafka({
    ...{ brokers: [plain], clientId: 'own-cluster', logLevel: kafkajs.logLevel.NOTHING },
  });
  const admin = kafka.admin();
  await admin.connect();
  const { TOPIC, GROUP } = AclResourceTypes;
  const { CREATE, DESCRIBE, READ, WRITE, DELETE } = AclOperationTypes;
  const rights = [
    ...[CREATE, DESCRIBE, READ, WRITE, DELETE].map((operation) => [TOPIC, operation] as const),
    ...[DESCRIBE, READ, DELETE].map((operation) => [GROUP, operation] as const),
  ];
  try {
    await admin.createAcls({
      acl: ['bk', 'cf', 't'].flatMap((resourceName) =>
        rights.map(([resourceType, operation]) => ({
          ...{ resourceType, operation, resourceName, host: '*', principal: 'User:harness' },
          resourcePatternType: ResourcePatternTypes.PREFIXED,
          permissionType: AclPermissionTypes.ALLOW,
        })),
      ),
    });
  } finally {
    await admin.disconnect();
  }
}

function postgresSettings(dir: string, { server }: Certificates): Record<string, string> {
  const hba = join(dir, 'pg_hba.conf');
  // The administrator, who starts and looks after the server, may come without TLS; nobody else.
  writeFileSync(
    hba,
    [
      'host    all postgres 127.0.0.1/32 scram-sha-256',
      'hostssl all all      127.0.0.1/32 scram-sha-256',
    ].join('\n') + '\n',
  );
  const key = join(dir, 'postgres.key');
  writeFileSync(key, readFileSync(server.key), { mode: 0o600 });
  const owner = unprivilegedAccount();
  if (owner) chownSync(key, owner.uid, owner.gid);
  return {
    // For change feeds, which also need a role that may stream the log.
    track_commit_timestamp: 'on',
    ssl: 'on',
    ssl_cert_file: server.cert,
    ssl_key_file: key,
    hba_file: hba,
  };
}

async function makeRoles(adminUrl: string, password: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const secret = pg.escapeLiteral(password);
    await client.query(
      `CREATE ROLE harness LOGIN CREATEDB CREATEROLE REPLICATION PASSWORD ${secret}`,
    );
    await client.query(`CREATE ROLE viewer LOGIN PASSWORD ${secret}`);
  } finally {
    await client.end();
  }
}

function securedUrl(adminUrl: string, role: string, password: string, ca: string): string {
  const url = new URL(adminUrl);
  url.username = role;
  url.password = password;
  url.searchParams.set('sslmode', 'verify-full');
  url.searchParams.set('sslrootcert', ca);
  return url.href;
}

function newPassword(): string {
  return randomBytes(18).toString('hex');
}
