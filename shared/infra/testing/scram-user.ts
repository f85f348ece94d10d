// Gives a Kafka a SCRAM user by its protocol: kafka-configs.sh would cost a JVM and show the password in the process list.
import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { connect } from 'node:net';

const alterUserScramCredentials = 51;
const iterations = 4_096;
const deadlineMs = 5_000;
const mechanisms = {
  'scram-sha-256': [1, 'sha256', 32],
  'scram-sha-512': [2, 'sha512', 64],
} as const;

/** Sets the user's password for a mechanism, over a plain connection of somebody who may. */
export async function setScramUser(
  broker: string,
  user: { name: string; password: string; mechanism: keyof typeof mechanisms },
): Promise<void> {
  const [code, hash, length] = mechanisms[user.mechanism];
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(user.password, salt, iterations, length, hash);
  const answer = await ask(
    broker,
    Buffer.concat([
      // Header version 2: API, version 0, correlation, client id, no tagged fields.
      ...[int16(alterUserScramCredentials), int16(0), int32(1), int16(-1), varint(0)],
      // Nothing to delete, one to set.
      ...[varint(1), varint(2), compact(Buffer.from(user.name)), int8(code), int32(iterations)],
      ...[compact(salt), compact(salted), varint(0), varint(0)],
    ]),
  );
  // Correlation, tags, throttle time, one result more than the count says, the user, then its error.
  const errorAt = 4 + 1 + 4 + 1 + 1 + Buffer.byteLength(user.name);
  const error = answer.readInt16BE(errorAt);
  if (error !== 0) throw new Error(`Kafka would not take the user ${user.name}: error ${error}`);
}

function ask(broker: string, request: Buffer): Promise<Buffer> {
  const [host = '', port = ''] = broker.split(':');
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), host, () => {
      socket.write(Buffer.concat([int32(request.length), request]));
    });
    socket.setTimeout(deadlineMs, () =>
      socket.destroy(new Error(`no answer from ${broker} in ${deadlineMs} ms`)),
    );
    let received = Buffer.alloc(0);
    socket.on('data', (data) => {
      received = Buffer.concat([received, data]);
      if (received.length < 4 || received.length < 4 + received.readInt32BE(0)) return;
      socket.destroy();
      resolve(received.subarray(4));
    });
    socket.on('error', reject);
    socket.on('close', () => reject(new Error(`${broker} has closed the connection`)));
  });
}

function int8(value: number): Buffer {
  return Buffer.from([value]);
}

function int16(value: number): Buffer {
  const buffer = Buffer.alloc(2);
  buffer.writeInt16BE(value);
  return buffer;
}

function int32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32BE(value);
  return buffer;
}

/** Good for what is shorter than 127 bytes, as all of this is. */
function varint(value: number): Buffer {
  if (value > 127) throw new RangeError(`${value} needs more than one byte`);
  return Buffer.from([value]);
}

function compact(bytes: Buffer): Buffer {
  return Buffer.concat([varint(bytes.length + 1), bytes]);
}
