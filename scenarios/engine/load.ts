// Open-loop load: every order leaves at its intended instant, whatever became of those before it.
import { z } from 'zod';
import type { Arrival } from './arrivals.ts';
import type { HttpClient, HttpReply } from './http.ts';
import type { AnswerKind, Ledger, Told } from './ledger.ts';

/** A clock in ms with t = 0 at the start of load. */
export type Clock = () => number;

const viewSchema = z.object({
  orderId: z.string(),
  status: z.enum(['pending', 'confirmed', 'rejected']),
  reason: z.string().nullable(),
});
const viewsSchema = z.array(viewSchema);

/** Who sends orders, where to, and where it is noted. */
export type Sender = {
  edgeUrl: string;
  client: HttpClient;
  ledger: Ledger;
  clock: Clock;
  requestDeadlineMs: number;
};

/** Sends every arrival at its time and resolves when the last one is sent (not answered). */
export async function sendArrivals(
  options: Sender & { arrivals: Arrival[]; signal: AbortSignal },
): Promise<void> {
  const { arrivals, ledger, clock, signal } = options;
  let next = 0;
  const sendDue = () => {
    if (signal.aborted) return;
    const now = clock();
    for (let arrival = arrivals[next]; arrival && arrival.atMs <= now; arrival = arrivals[next]) {
      next++;
      ledger.sent(arrival.booking.orderId, clock());
      // Thousands of answers at once, of a server that was away, keep a timer waiting until all are read.
      void sendOne(arrival, options).then(sendDue);
    }
  };
  while (next < arrivals.length && !signal.aborted) {
    sendDue();
    const due = arrivals[next];
    if (due) await sleep(Math.max(0, due.atMs - clock()), signal);
  }
}

/** Posts one order and notes its answer in the ledger; resolves when answered or given up, and never rejects. */
export async function sendOne(
  { booking }: Arrival,
  { edgeUrl, client, ledger, clock, requestDeadlineMs }: Sender,
): Promise<HttpReply> {
  const reply = await client.send('POST', `${edgeUrl}/bookings`, {
    deadlineMs: requestDeadlineMs,
    headers: { 'idempotency-key': booking.orderId },
    body: JSON.stringify(booking),
  });
  const { answer, told, status } = classify(reply);
  const now = clock();
  ledger.answered(booking.orderId, answer, status, now);
  ledger.tell(booking.orderId, told, now);
  return reply;
}

/** What an answer to the POST means, and what its user learns from it. */
export function classify(reply: HttpReply): {
  answer: AnswerKind;
  told: Told;
  status: number | null;
} {
  if (reply.kind === 'refused') return { answer: 'failed', told: 'no-technical', status: null };
  if (reply.kind === 'unknown') return { answer: 'unknown', told: 'silent', status: null };
  const { status } = reply;
  if (status === 202) return { answer: 'accepted', told: 'pending', status };
  const view = status === 201 ? viewSchema.safeParse(parseJson(reply.body)) : undefined;
  if (view?.success) {
    const told = toldBy(view.data);
    return { answer: told === 'confirmed' ? 'confirmed' : 'rejected', told, status };
  }
  return { answer: 'failed', told: 'no-technical', status };
}

function toldBy(view: z.infer<typeof viewSchema>): Told {
  if (view.status === 'pending') return 'pending';
  if (view.status === 'confirmed') return 'confirmed';
  return view.reason === 'unavailable' ? 'no-technical' : 'no-business';
}

/** What the status page told about several orders; empty when it did not answer. */
export function newsFrom(reply: HttpReply): { orderId: string; told: Told }[] {
  if (reply.kind !== 'answer' || reply.status !== 200) return [];
  const views = viewsSchema.safeParse(parseJson(reply.body));
  if (!views.success) return [];
  return views.data.map((view) => ({ orderId: view.orderId, told: toldBy(view) }));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Waits; resolves early when aborted. */
export function sleep(delayMs: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, delayMs);
    signal.addEventListener('abort', end);
  });
}
