// Solution: the key names the effect, so every attempt for one order carries the same one.
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
        'idempotency-key': orderId,
      },
      body: JSON.stringify({ orderId }),
    });
    await response.body?.cancel();
    if (response.ok) return;
    problem = `billing answered ${response.status}`;
  }
  throw new Error(`order ${orderId}: ${problem} ${attempts} times`);
}
