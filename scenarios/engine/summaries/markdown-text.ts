// Text from data in Markdown: it must show as it is, and never become markup, a link or a mention. Pure.

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** A text as one line of Markdown, also inside a table cell or a tag. */
export function escapeMarkdown(text: string): string {
  return (
    text
      // Control characters and those that turn the direction of writing.
      .replaceAll(/[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]+/gu, ' ')
      .trim()
      .replaceAll(/[&<>]/g, (character) => entities[character] ?? character)
      .replaceAll(/[\\`*_{}[\]|~#$]/g, String.raw`\$&`)
      // GitHub makes links of addresses and mentions of names without any markup.
      .replaceAll('@', '@\u200B')
      .replaceAll('://', String.raw`\://`)
      .replaceAll(/www\./gi, (found) => `${found.slice(0, 3)}\\.`)
  );
}
