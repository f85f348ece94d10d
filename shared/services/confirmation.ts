// The confirmation of a booking as a mail: plain words, and never a card.
import { amountCents, type Booking } from '../domain/booking.ts';

/** A mail to be sent. */
export type Confirmation = {
  /** Booking id; the mail's Message-ID is made of it, so that a receiver can tell a repeat. */
  orderId: string;
  recipient: string;
  subject: string;
  text: string;
};

/** The subject line, as the mail sink has it too. */
export function subjectOf({ flight }: Pick<Booking, 'flight'>): string {
  return `Your booking on ${flight} is confirmed`;
}

/** Writes the mail. */
export function confirmationOf(booking: Booking): Confirmation {
  const { orderId, flight, seats, email } = booking;
  return {
    orderId,
    recipient: email,
    subject: subjectOf(booking),
    text: [
      `Your booking ${orderId} is confirmed.`,
      '',
      `Flight: ${flight}`,
      `Seats:  ${seats}`,
      `Paid:   ${(amountCents(booking) / 100).toFixed(2)}`,
      '',
    ].join('\n'),
  };
}
