// Variations of a server's address: another database, another role; everything else, TLS above all, stays.

/** The address of another database of the same server. */
export function withDatabase(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/** The same address for another role. */
export function withRole(serverUrl: string, role: string, password: string): string {
  const url = new URL(serverUrl);
  // The driver takes these before what stands in front of the host.
  url.searchParams.delete('user');
  url.searchParams.delete('password');
  url.username = role;
  url.password = password;
  return url.href;
}
