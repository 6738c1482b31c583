// Words of servers, for messages.

/** What a server sends may have any length. */
export function shorten(text: string): string {
  return text.length <= 300 ? text : `${text.slice(0, 300)}…`;
}
