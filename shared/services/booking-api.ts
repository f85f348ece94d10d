// The edge: the booking HTTP API, identical for every variant; what accepting means is the variant's.
import express, { type ErrorRequestHandler, type RequestHandler, type Router } from 'express';
import { z } from 'zod';
import { amountCents, type Booking } from '../domain/booking.ts';
import { reasonOf, statusOf, type Order } from '../domain/order.ts';

/** What a variant answers to a booking. */
export type Acceptance =
  /** Decided: 201 with the final status (a business rejection is a decision too). */
  | { kind: 'decided'; order: Order }
  /** Stored, to be decided later: 202. */
  | { kind: 'accepted'; order: Order }
  /** The key is known with another body: 409. */
  | { kind: 'conflict' }
  /** Could not be decided for a technical reason: 503, or 504 past the deadline. */
  | { kind: 'unavailable'; status: 503 | 504; detail: string };

/** What the edge needs of a variant. */
export type BookingGateway = {
  accept(booking: Booking): Promise<Acceptance>;
  find(orderIds: string[]): Promise<Order[]>;
};

/** Largest request body, in bytes. */
export const maxBodyBytes = 64 * 1024;
/** Most ids in one `GET /bookings?ids=`; keeps the URL below Node's header limit. */
export const maxIds = 200;

/** The body of `POST /bookings`; unknown fields are refused. */
export const bookingSchema = z.strictObject({
  orderId: z.uuid().transform((id) => id.toLowerCase()),
  flight: z.string().regex(/^[A-Z0-9]{2,8}$/, 'must be 2 to 8 capital letters or digits'),
  seats: z.number().int().min(1).max(9),
  card: z.string().regex(/^[0-9]{12,19}$/, 'must be 12 to 19 digits'),
  email: z.email().max(254),
});

const idsSchema = z
  .string()
  .transform((ids) => ids.split(','))
  .pipe(
    z
      .array(z.uuid().transform((id) => id.toLowerCase()))
      .min(1)
      .max(maxIds),
  );

/** Routes `POST /bookings`, `GET /bookings?ids=` and `GET /bookings/:id`; errors are problem+json (RFC 9457). */
export function bookingApi(gateway: BookingGateway): Router {
  const router = express.Router();
  router.post('/bookings', express.json({ limit: maxBodyBytes }), postBooking(gateway));
  router.get('/bookings', async (req, res) => {
    const ids = idsSchema.safeParse(req.query['ids']);
    if (!ids.success) {
      sendProblem(res, 400, 'invalid-request', `ids: ${firstIssue(ids.error).message}`);
      return;
    }
    res.json((await gateway.find(ids.data)).map(view));
  });
  router.get('/bookings/:id', async (req, res) => {
    const id = z.uuid().safeParse(req.params.id);
    if (!id.success) return sendProblem(res, 400, 'invalid-request', 'id: must be a UUID');
    const [order] = await gateway.find([id.data.toLowerCase()]);
    if (!order) return sendProblem(res, 404, 'not-found', `no booking ${id.data}`);
    res.json(view(order));
  });
  router.use(badRequest);
  return router;
}

function postBooking(gateway: BookingGateway): RequestHandler {
  return async (req, res) => {
    if (!req.is('application/json'))
      return sendProblem(res, 415, 'unsupported-media-type', 'send application/json');
    const parsed = bookingSchema.safeParse(req.body);
    if (!parsed.success) {
      const { path, message } = firstIssue(parsed.error);
      return sendProblem(res, 400, 'invalid-request', path ? `${path}: ${message}` : message);
    }
    const key = req.get('idempotency-key');
    if (key !== undefined && key.toLowerCase() !== parsed.data.orderId)
      return sendProblem(res, 400, 'invalid-request', 'Idempotency-Key: must equal orderId');
    const acceptance = await gateway.accept(parsed.data);
    switch (acceptance.kind) {
      case 'decided':
        res.status(201).location(`/bookings/${parsed.data.orderId}`).json(view(acceptance.order));
        return;
      case 'accepted':
        res.status(202).location(`/bookings/${parsed.data.orderId}`).json(view(acceptance.order));
        return;
      case 'conflict':
        return sendProblem(
          res,
          409,
          'idempotency-key-reused',
          `orderId: ${parsed.data.orderId} was used for another booking`,
        );
      case 'unavailable':
        res.set('Retry-After', '1');
        return sendProblem(res, acceptance.status, 'unavailable', acceptance.detail);
    }
  };
}

/** A booking as the API shows it: never the card. */
function view(order: Order) {
  const { orderId, flight, seats } = order.booking;
  return {
    orderId,
    status: statusOf(order.state),
    reason: reasonOf(order.state),
    flight,
    seats,
    amountCents: amountCents(order.booking),
  };
}

/** Sends an RFC 9457 problem; `code` is stable for programs, `detail` is for people. */
export function sendProblem(
  res: express.Response,
  status: number,
  code: string,
  detail: string,
): void {
  res.status(status).type('application/problem+json').json({ status, code, detail });
}

const bodyError = z.object({ type: z.string(), status: z.number().int().min(400).max(499) });

/** Answers a body or path that cannot be read with 400; every other error goes on. */
export const badRequest: ErrorRequestHandler = (error, _req, res, next) => {
  // Express throws this for an escape in the path that cannot be decoded.
  if (error instanceof URIError)
    return sendProblem(res, 400, 'invalid-request', 'id: not decodable');
  const known = bodyError.safeParse(error);
  if (!known.success) return next(error);
  const detail =
    known.data.type === 'entity.too.large'
      ? `body: larger than ${maxBodyBytes} bytes`
      : `body: not readable as JSON (${known.data.type})`;
  sendProblem(res, known.data.status, 'invalid-request', detail);
};

function firstIssue(error: z.ZodError): { path: string; message: string } {
  const issue = error.issues[0];
  return { path: issue?.path.join('.') ?? '', message: issue?.message ?? 'invalid' };
}
