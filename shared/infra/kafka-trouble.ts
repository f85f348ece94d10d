// Turns a Kafka client's error into one sentence that names the setting which mends it.
import type { KafkaSecurity } from '../kafka-security.ts';
import { certificateTrouble, chainOf, speaksTls } from './tls-trouble.ts';

/** What is wrong; `waitingMayHelp` = the cluster may only be starting. */
export type KafkaTrouble = { sentence: string; waitingMayHelp: boolean };

/** Why this cluster could not be asked. Looks at the first broker's port where the error alone does not tell. */
export async function kafkaTrouble(
  error: unknown,
  brokers: string[],
  security: KafkaSecurity | undefined,
): Promise<KafkaTrouble> {
  const at = `Kafka at ${brokers.join(', ')}`;
  const mismatch = (sentence: string) => ({ sentence, waitingMayHelp: false });
  const chain = chainOf(error);
  const login = chain.find(
    ({ name, type }) => name === 'KafkaJSSASLAuthenticationError' || /SASL/.test(type),
  );
  if (login) {
    const mechanism = security?.sasl?.mechanism ?? 'SASL';
    if (/not supported|UNSUPPORTED_SASL_MECHANISM/.test(login.message + login.type))
      return mismatch(`${at} offers no login by ${mechanism}: correct KAFKA_SASL_MECHANISM`);
    if (login.type === 'ILLEGAL_SASL_STATE')
      return mismatch(
        `${at} wants no login at this port: unset the KAFKA_SASL_ variables, or name another port in KAFKA_BROKERS`,
      );
    return mismatch(
      `${at} refuses the login: check KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD and KAFKA_SASL_MECHANISM`,
    );
  }
  if (chain.some(({ message }) => /alert.*certificate|certificate.required/i.test(message)))
    return mismatch(
      `${at} wants to see a client certificate it trusts: set KAFKA_SSL_CERT and KAFKA_SSL_KEY`,
    );
  const distrusted = certificateTrouble(error);
  if (distrusted)
    return mismatch(
      `the certificate of ${at} is not trusted (${distrusted}): check KAFKA_SSL_CA and the host names in KAFKA_BROKERS`,
    );
  const isTls = await probe(brokers);
  if (isTls === undefined) {
    const sentence = `no Kafka answers at ${brokers.join(', ')}: check KAFKA_BROKERS, or unset it to use the embedded one`;
    return { sentence, waitingMayHelp: true };
  }
  if (isTls && !security?.tls)
    return mismatch(
      `${at} speaks TLS: set KAFKA_SSL=true, and KAFKA_SSL_CA if its CA is a private one`,
    );
  if (!isTls && security?.tls)
    return mismatch(
      `${at} does not speak TLS at this port: unset KAFKA_SSL, or name the TLS port in KAFKA_BROKERS`,
    );
  const why = chain.at(-1)?.message ?? String(error);
  if (!security?.sasl && chain.some(({ name }) => name === 'KafkaJSConnectionClosedError'))
    return mismatch(
      `${at} closes the connection, as one does that wants a login: set KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD`,
    );
  return { sentence: `${at} does not answer a client as it should (${why})`, waitingMayHelp: true };
}

/** Of the first broker that can be reached. */
async function probe(brokers: string[]): Promise<boolean | undefined> {
  for (const broker of brokers) {
    const colon = broker.lastIndexOf(':');
    const host = broker.slice(0, colon).replace(/^\[|\]$/g, '');
    const answer = await speaksTls(host, Number(broker.slice(colon + 1)));
    if (answer !== undefined) return answer;
  }
  return undefined;
}
