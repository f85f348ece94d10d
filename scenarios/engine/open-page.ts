// Opens a page in the browser of the person at the keyboard, when they asked for it; never waits for it.
import { spawn } from 'node:child_process';

/** How each system opens a file or address. */
const openers: Partial<Record<NodeJS.Platform, [program: string, ...args: string[]]>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};

/** Opens a file or address; a machine without a browser is told where to look instead. */
export function openPage(page: string, say: (line: string) => void): void {
  const [program, ...args] = openers[process.platform] ?? ['xdg-open'];
  const child = spawn(program, [...args, page], { stdio: 'ignore', detached: true });
  child.on('error', () => say(`No browser could be opened; open ${page} yourself.`));
  child.unref();
}
