// What a user asks for: the one input both variants start from.

/** A booking request as accepted at the edge. */
export type Booking = {
  /** Client-made UUID: booking id and idempotency key in one. */
  orderId: string;
  /** Flight code, for example `RB1234`. */
  flight: string;
  /** Seats wanted, 1 to 9. */
  seats: number;
  /** Test card number; decides what the card network answers. Never logged. */
  card: string;
  /** Where the confirmation goes. */
  email: string;
};

/** Fare of one seat in cents; one price keeps the comparison about communication. */
export const fareCents = 12_900;

/** What the card is charged, in cents. */
export function amountCents(booking: Pick<Booking, 'seats'>): number {
  return booking.seats * fareCents;
}
