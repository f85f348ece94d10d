// Exercise: charges a card over HTTP, and again when that fails. Some customers are charged twice. Why?
import { randomUUID } from 'node:crypto';

const attempts = 8;

/** Charges the card of an order; throws when billing did not agree in the end. */
export async function charge(billingUrl: string, orderId: string): Promise<void> {
  let problem = '';
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const response = await fetch(`${billingUrl}/charges`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-order-id': orderId,
        'idempotency-key': randomUUID(),
      },
      body: JSON.stringify({ orderId }),
    });
    await response.body?.cancel();
    if (response.ok) return;
    problem = `billing answered ${response.status}`;
  }
  throw new Error(`order ${orderId}: ${problem} ${attempts} times`);
}
