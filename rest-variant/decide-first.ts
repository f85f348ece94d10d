// Acceptance while the user waits: drive the order to its decision, then answer.
import { reasonOf, statusOf, type Order } from '../shared/domain/order.ts';
import { messageOf } from '../shared/host/log.ts';
import type { Acceptance } from '../shared/services/booking-api.ts';
import { driveToDecision, takeStep, type DriveResult } from './orchestrate.ts';
import { deadlineFrom } from './policy.ts';
import type { Worker, WorkerParts } from './worker.ts';

/** Answers bookings with their decision. */
export type DecideFirst = {
  /** `isNew`: stored by this very request, so that nobody else can have moved it. */
  accept(order: Order, isNew: boolean): Promise<Acceptance>;
  /** Waits for the mails that are under way. */
  settle(): Promise<void>;
};

/** Without a `worker` nobody comes back to an order that failed. */
export function decideFirst(parts: WorkerParts & { worker: Worker | undefined }): DecideFirst {
  const { book, transport, plan, policy, log, claims, worker } = parts;
  const interpreter = { transport, plan, policy, save: book.save };
  // A repeat of a request that is under way joins it.
  const driven = new Map<string, Promise<DriveResult>>();
  const mailing = new Set<Promise<void>>();

  const sendMail = async (order: Order) => {
    const { orderId } = order.booking;
    const deadlineAtMs = deadlineFrom(Date.now(), policy);
    try {
      if (policy.mail === 'fired-once')
        await transport.call(order, { type: 'send-confirmation' }, deadlineAtMs);
      else if (!(await takeStep(order, deadlineAtMs, interpreter)))
        log.warn('confirmation not sent', { orderId });
    } catch (error) {
      log.warn('confirmation not sent', { orderId, error: messageOf(error) });
    }
  };

  /** The claim goes on to the mail, which nobody waits for but a graceful stop. */
  const mailLater = (order: Order) => {
    const task = sendMail(order).finally(() => {
      claims.giveBack(order.booking.orderId);
      mailing.delete(task);
    });
    mailing.add(task);
  };

  const driveOnce = async (orderId: string, fresh: Order | undefined): Promise<DriveResult> => {
    let isMailing = false;
    let owes = false;
    try {
      const start = fresh ?? (await book.read(orderId));
      if (statusOf(start.state) !== 'pending') return { order: start };
      const deadlineAtMs = deadlineFrom(Date.now(), policy);
      const result = await driveToDecision(start, deadlineAtMs, interpreter, fresh === undefined);
      const { order, failure } = result;
      if (failure) log.warn('gave up', { orderId, detail: failure.detail });
      else log.info('decided', { orderId, status: statusOf(order.state) });
      isMailing = order.state.step === 'confirmed';
      owes = !isMailing && plan.nextCommand(order) !== undefined;
      if (isMailing) mailLater(order);
      return result;
    } finally {
      driven.delete(orderId);
      if (!isMailing) claims.giveBack(orderId);
      if (owes) worker?.start(orderId);
    }
  };

  const drive = (orderId: string, fresh: Order | undefined): Promise<DriveResult> | undefined => {
    const running = driven.get(orderId);
    if (running) return running;
    if (!claims.take(orderId)) return undefined;
    const drivingIt = driveOnce(orderId, fresh);
    driven.set(orderId, drivingIt);
    return drivingIt;
  };

  return {
    accept: async (known, isNew) => {
      const { orderId } = known.booking;
      let order = known;
      // A repeat of a decided order gets the first answer; one still under way is joined or resumed.
      if (statusOf(order.state) === 'pending') {
        const result = await (drive(orderId, isNew ? known : undefined) ?? book.read(orderId));
        const failure = 'failure' in result ? result.failure : undefined;
        if (failure) return { kind: 'unavailable', status: failure.status, detail: failure.detail };
        order = 'order' in result ? result.order : result;
        if (statusOf(order.state) === 'pending')
          return unavailable('this booking is being taken back');
      }
      if (reasonOf(order.state) === 'unavailable') return unavailable('this booking was given up');
      return { kind: 'decided', order };
    },
    settle: async () => void (await Promise.all(mailing)),
  };
}

function unavailable(detail: string): Acceptance {
  return { kind: 'unavailable', status: 503, detail };
}
