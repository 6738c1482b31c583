// Keys and values as YAML text, in lines or in braces.

export type YamlValue = string | boolean | readonly string[];

/** How lists and maps stand in a file: what is put in looks like what is there. */
export interface Style {
  /** Spaces by which a map stands further in than its key. */
  readonly unit: number;
  /** The same for the dashes of a list; 0 is usual, too. */
  readonly listUnit: number;
  readonly feed: '\n' | '\r\n';
}

const WORDS = /^(?:true|false|yes|no|on|off|y|n|null|nan|inf)$/i;

/** A key that no reader takes for anything else, or in quotes. */
function renderKey(key: string): string {
  return /^[A-Za-z_][\w.-]*$/.test(key) && !WORDS.test(key) ? key : JSON.stringify(key);
}

/** Texts always stand in quotes: what a reader of YAML 1.1 takes for a number or a time is a long list. */
export function renderScalar(value: string | boolean): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

export function renderFlow(keys: readonly string[], value: YamlValue): string {
  const [key, ...rest] = keys;
  if (key === undefined) return renderFlowValue(value);
  const inner = rest.length === 0 ? renderFlowValue(value) : `{${renderFlow(rest, value)}}`;
  return `${renderKey(key)}: ${inner}`;
}

function renderFlowValue(value: YamlValue): string {
  if (typeof value === 'string' || typeof value === 'boolean') return renderScalar(value);
  return `[${value.map(renderScalar).join(', ')}]`;
}

/** Lines, each with its end. */
export function renderLines(keys: readonly string[], value: YamlValue, indent: number, style: Style): string {
  const [key, ...rest] = keys;
  if (key === undefined) return renderItems(value, indent, style);
  const head = `${' '.repeat(indent)}${renderKey(key)}:`;
  if (rest.length > 0) return `${head}${style.feed}${renderLines(rest, value, indent + style.unit, style)}`;
  if (typeof value === 'string' || typeof value === 'boolean')
    return `${head} ${renderScalar(value)}${style.feed}`;
  return `${head}${style.feed}${renderItems(value, indent + style.listUnit, style)}`;
}

/** @param indent of the dashes */
function renderItems(value: YamlValue, indent: number, { feed }: Style): string {
  const items = typeof value === 'string' || typeof value === 'boolean' ? [String(value)] : value;
  return items.map((item) => `${' '.repeat(indent)}- ${renderScalar(item)}${feed}`).join('');
}
