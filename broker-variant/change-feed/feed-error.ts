// What a feed cannot get over by waiting: its message is the sentence for the user.

/** Ends the feed. Whatever ends by itself (a server that is away, say) is never one of these. */
export class FeedError extends Error {
  override readonly name = 'FeedError';
}
