// The one stream of events: a few minutes of seconds, and the state of everything else.

/** How many seconds the page keeps and shows. */
export const secondsShown = 180;

/** The seconds shown, oldest first: `{ atMs, contenders: { name: … } }`. */
export const seconds = [];

/** The newest status; undefined until it has arrived. */
export let status;

/**
 * Follows the stream until the page is closed; the browser reconnects by itself and asks for what it missed.
 * @param {{ onSecond(): void, onStatus(status: object): void, onConnection(isOpen: boolean): void }} told
 */
export function follow({ onSecond, onStatus, onConnection }) {
  const events = new EventSource('/events');
  events.addEventListener('open', () => onConnection(true));
  events.addEventListener('error', () => onConnection(false));
  events.addEventListener('second', ({ data }) => {
    const second = JSON.parse(data);
    // A clock that runs backwards is another session: the command was started again.
    if (second.atMs < (seconds.at(-1)?.atMs ?? 0)) seconds.length = 0;
    seconds.push(second);
    if (seconds.length > secondsShown) seconds.splice(0, seconds.length - secondsShown);
    onSecond();
  });
  events.addEventListener('status', ({ data }) => {
    status = JSON.parse(data);
    onStatus(status);
  });
}
