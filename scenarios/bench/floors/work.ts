// What the downstream services of both floors do with a batch of bookings, and the pools they do it on.
import { openDatabase, type Database } from '../../../shared/db/database.ts';
import type { Booking } from '../../../shared/domain/booking.ts';
import { required } from '../../../shared/host/config.ts';
import { messageOf } from '../../../shared/host/log.ts';
import type { ServiceHost } from '../../../shared/host/service-host.ts';
import type { ServiceRole } from '../../../shared/variant.ts';
import { charge, holdSeats, sendMails } from './statements.ts';

/** Opens a pool of a service that closes with it; as many connections as the contenders have. */
export function openPool(host: ServiceHost, url: string, maxConnections: number): Database {
  const db = openDatabase(url, {
    maxConnections,
    onError: (error) => host.log.warn('database connection lost', { error: messageOf(error) }),
  });
  host.onStop('database', () => db.end());
  return db;
}

/** The one thing that a downstream service does. */
export function workOf(
  host: ServiceHost,
  role: Exclude<ServiceRole, 'gateway'>,
): (bookings: Booking[]) => Promise<void> {
  const db = openPool(host, host.config.SERVICE_DATABASE_URL, 4);
  if (role === 'ticket') return (bookings) => holdSeats(db, bookings);
  if (role === 'email') return (bookings) => sendMails(db, bookings);
  const network = openPool(host, required(host.config, 'CARD_NETWORK_DATABASE_URL'), 4);
  return (bookings) => charge(network, db, bookings);
}

/** Counts what is in hand, for whoever waits until nothing is. */
export function countInHand(host: ServiceHost): <T>(work: Promise<T>, size?: number) => Promise<T> {
  let inHand = 0;
  host.gauge('inFlight', () => inHand);
  return async (work, size = 1) => {
    inHand += size;
    try {
      return await work;
    } finally {
      inHand -= size;
    }
  };
}
