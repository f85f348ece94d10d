// What must hold of a client that charges cards, against a billing that sometimes charges and then answers 503.
import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { createChaos } from 'chaos-monkey-lite';
import express from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

type Charge = (billingUrl: string, orderId: string) => Promise<void>;

/** Starts a billing with a card network that captures once per key, and counts captures per order. */
async function startBilling(faultShare: number) {
  const captures = new Map<string, string[]>();
  const chaos = createChaos({ seed: 7 });
  chaos.set([
    { id: 'lost-answer', kind: 'unavailable', target: 'billing', rate: faultShare, point: 'after' },
  ]);
  const app = express();
  app.use(express.json());
  app.use(chaos.middleware({ target: 'billing', key: (req) => req.get('x-order-id') ?? '' }));
  app.post('/charges', (req, res) => {
    const { orderId } = z.object({ orderId: z.string() }).parse(req.body);
    const key = req.get('idempotency-key') ?? randomUUID();
    const known = captures.get(orderId) ?? [];
    // A key that was seen before finds its first capture.
    if (!known.includes(key)) captures.set(orderId, [...known, key]);
    res.json({ type: 'card-charged' });
  });
  const server = await new Promise<Server>((resolve) => {
    const listening = app.listen(0, '127.0.0.1', () => resolve(listening));
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return { server, url: `http://127.0.0.1:${port}`, captures };
}

/** The tests of both the exercise and its solution. */
export function describeCharging(charge: Charge): void {
  describe('charging sixty orders while three answers of ten are lost', () => {
    const orders = Array.from({ length: 60 }, (_, n) => `order-${n}`);
    let billing: Awaited<ReturnType<typeof startBilling>>;
    beforeAll(async () => {
      billing = await startBilling(0.3);
      for (const orderId of orders) await charge(billing.url, orderId);
    });
    afterAll(() => {
      billing.server.closeAllConnections();
      billing.server.close();
    });

    it('charges every order', () => {
      expect([...billing.captures.keys()]).toEqual(orders);
    });

    it('charges no order twice', () => {
      const twice = orders.filter((orderId) => (billing.captures.get(orderId) ?? []).length > 1);
      expect(twice).toEqual([]);
    });
  });

  describe('two orders', () => {
    it('are never taken for one another', async () => {
      const { server, url, captures } = await startBilling(0);
      await Promise.all([charge(url, 'yours'), charge(url, 'mine')]);
      server.closeAllConnections();
      server.close();
      const keys = [...captures.values()].flat();
      expect(new Set(keys).size).toBe(2);
    });

    it('that billing refuses for good fail in the end', async () => {
      const { server, url } = await startBilling(1);
      await expect(charge(url, 'mine')).rejects.toThrow('503');
      server.closeAllConnections();
      server.close();
    });
  });

  it('sends the same key again when the same order is charged again, even after a restart', async () => {
    const { server, url, captures } = await startBilling(0);
    await charge(url, 'mine');
    await charge(url, 'mine');
    server.closeAllConnections();
    server.close();
    expect(captures.get('mine')).toHaveLength(1);
  });
}
