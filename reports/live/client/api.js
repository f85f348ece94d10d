// Talks to the live server. The token comes in the part of the address behind #, which no server and no log ever sees.

const stored = 'live-token';
if (location.hash.length > 1) {
  sessionStorage.setItem(stored, location.hash.slice(1));
  // Off the address bar: a projector shows it to the whole room.
  history.replaceState(null, '', location.pathname);
}
const token = sessionStorage.getItem(stored) ?? '';

/** False for a second screen, which only watches. */
export const mayChange = token !== '';

/**
 * Sends a request; resolves with status and parsed body, and never rejects.
 * @param {string} method
 * @param {string} path
 * @param {unknown} [body]
 */
export async function send(method, path, body) {
  try {
    const response = await fetch(path, {
      method,
      headers: { 'x-live-token': token, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  } catch {
    return { status: 0, body: { detail: 'the live server does not answer' } };
  }
}

/** Says something to the person at the screen; an empty text takes it away. */
export function notice(text, link) {
  const place = document.getElementById('notice');
  place.textContent = text;
  if (link === undefined) return;
  const anchor = document.createElement('a');
  anchor.href = link;
  anchor.target = '_blank';
  anchor.textContent = 'Open the report';
  place.append(' ', anchor);
}

/** Sends a request that changes something and says so when it was refused. */
export async function change(method, path, body) {
  if (!mayChange)
    return notice('This page only watches. Open the full address that the terminal shows.');
  const reply = await send(method, path, body);
  if (reply.status >= 400 || reply.status === 0)
    notice(reply.body?.detail ?? `refused (${reply.status})`);
  else notice('');
  return reply;
}
