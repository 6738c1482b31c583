// Words of command lines that people paste.

/** What no shell makes anything of; at the beginning `~` and `=` are expanded (bash(1), zshexpn(1)). */
const PLAIN = /^[A-Za-z0-9_.,:/@%+-][A-Za-z0-9_.,:/@%+=~-]*$/;

/**
 * A word of a command line that can be pasted, whatever is in it: what a registry sends, or what a folder is called,
 * must not become a command of whoever follows a hint.
 */
export function shellWord(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
