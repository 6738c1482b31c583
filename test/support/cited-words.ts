// Whether a sentence cites what an engine really said.

/** Whether one of the quotations after "say" or "says" stands in the output; `…` stands for anything. */
export function isCited(message: string, output: string): boolean {
  const from = message.search(/\bsays?:? /);
  if (from < 0) return false;
  return [...message.slice(from).matchAll(/"([^"]+)"/g)].some(([, quotation = '']) =>
    quotation
      .split('…')
      .map((part) => part.trim())
      .every((part) => output.includes(part)),
  );
}
