// Random registries.conf documents in the many styles that people write them in.

import fc from 'fast-check';

/** A document and what is in it, for the edits to aim at. */
export interface RandomConf {
  readonly text: string;
  readonly search: readonly string[] | undefined;
  readonly registries: readonly RandomRegistry[];
}

interface RandomRegistry {
  readonly prefix: string;
  readonly insecure: boolean;
  readonly mirrors: readonly { readonly location: string; readonly insecure: boolean }[];
}

const host = fc.integer({ min: 0, max: 40 }).map((number) => `h${number}.example.com`);
const comment = fc.constantFrom('# a comment', '#', '#unspaced', '# "quoted", [brackets]', '# grüße 😀');
const blank = fc.constantFrom('', '\n', '\n\n', '  \n', '\t\n');
const maybeComment = fc.oneof(
  fc.constant(''),
  comment.map((text) => ` ${text}`),
);

/** The text between brackets of an array of raw elements, in one of the common layouts. */
function arrayText(elements: readonly string[]): fc.Arbitrary<string> {
  const pad = fc.constantFrom('', ' ', '  ');
  const trailing = fc.boolean();
  const oneLine = fc
    .tuple(pad, fc.constantFrom(', ', ',', ' , '), trailing)
    .map(([space, separator, comma]) =>
      elements.length === 0
        ? `[${space}]`
        : `[${space}${elements.join(separator)}${comma ? ',' : ''}${space}]`,
    );
  const lineOf = fc.tuple(
    maybeComment,
    fc.oneof(fc.constant(''), comment),
    fc.constantFrom('    ', '  ', '\t', ''),
  );
  const multiLine = fc
    .tuple(
      fc.array(lineOf, { minLength: elements.length, maxLength: elements.length }),
      trailing,
      fc.boolean(),
      comment,
    )
    .map(([styles, comma, closeOnLine, inner]) => {
      if (elements.length === 0) return closeOnLine ? '[\n]' : `[\n  ${inner}\n]`;
      const lines = elements.map((element, index) => {
        const [behind = '', above = '', indent = ''] = styles[index] ?? [];
        const isLast = index === elements.length - 1;
        const separator = isLast && !comma ? '' : ',';
        const closes = isLast && closeOnLine;
        return `${above === '' ? '' : `${indent}${above}\n`}${indent}${element}${separator}${closes ? '' : behind}`;
      });
      return `[\n${lines.join('\n')}${closeOnLine ? ']' : '\n]'}`;
    });
  return fc.oneof(oneLine, multiLine);
}

const quoted = fc.constantFrom('"', "'");

function searchText(values: readonly string[]): fc.Arbitrary<string> {
  return fc
    .tuple(quoted, fc.constantFrom(' = ', '='), maybeComment)
    .chain(([quote, equals, behind]) =>
      arrayText(values.map((value) => `${quote}${value}${quote}`)).map(
        (array) => `unqualified-search-registries${equals}${array}${behind}\n`,
      ),
    );
}

const tableStyle = fc.record({
  indent: fc.constantFrom('', '  ', '\t'),
  equals: fc.constantFrom(' = ', '=', '   = '),
  quote: quoted,
  gap: fc.constantFrom('', '\n', '\n# about this mirror\n'),
  inlineMirrors: fc.boolean(),
  insecureFirst: fc.boolean(),
  writesFalse: fc.boolean(),
  blocked: fc.boolean(),
  behind: maybeComment,
  end: fc.constantFrom('', '# insecure = true\n', '\n'),
});

function registryText(registry: RandomRegistry): fc.Arbitrary<string> {
  return tableStyle.chain((style) => {
    const { indent, equals, quote } = style;
    const insecure = (value: boolean) =>
      value || style.writesFalse ? `${indent}insecure${equals}${value}${style.behind}\n` : '';
    const endpoint = (location: string, value: boolean) => {
      const name = `${indent}location${equals}${quote}${location}${quote}${style.behind}\n`;
      return style.insecureFirst ? insecure(value) + name : name + insecure(value);
    };
    const inline = style.inlineMirrors
      ? arrayText(
          registry.mirrors.map(
            (mirror) =>
              `{ location${equals}${quote}${mirror.location}${quote}${mirror.insecure ? ', insecure = true' : ''} }`,
          ),
        ).map((array) => `${indent}mirror${equals}${array}\n`)
      : fc.constant('');
    const tables = style.inlineMirrors
      ? ''
      : registry.mirrors
          .map(
            (mirror) =>
              `${style.gap}${indent}[[registry.mirror]]\n${endpoint(mirror.location, mirror.insecure)}`,
          )
          .join('');
    const blocked = style.blocked ? `${indent}blocked${equals}false\n` : '';
    return inline.map(
      (list) =>
        `[[registry]]\n${endpoint(registry.prefix, registry.insecure)}${blocked}${list}${tables}${style.end}`,
    );
  });
}

/** All registries as one inline array. */
function inlineRegistries(registries: readonly RandomRegistry[]): fc.Arbitrary<string> {
  const mirrors = registries.map((registry) =>
    arrayText(registry.mirrors.map((mirror) => `{location="${mirror.location}"}`)),
  );
  return fc.tuple(fc.tuple(...mirrors), fc.boolean()).chain(([lists, withEmpty]) =>
    arrayText(
      registries.map((registry, index) => {
        const writesList = registry.mirrors.length > 0 || withEmpty;
        const list = writesList ? `, mirror = ${(lists[index] ?? '[]').replaceAll(/\s*#.*|\n/g, '')}` : '';
        return `{ location = "${registry.prefix}"${registry.insecure ? ', insecure = true' : ''}${list} }`;
      }),
    ).map((array) => `registry = ${array}\n`),
  );
}

const registry: fc.Arbitrary<RandomRegistry> = fc.record({
  prefix: host,
  insecure: fc.boolean(),
  mirrors: fc.uniqueArray(fc.record({ location: host, insecure: fc.boolean() }), {
    maxLength: 3,
    selector: ({ location }) => location,
  }),
});

/** A valid v2 document; line ends, the end of the text, order and layout vary. */
export const randomConf: fc.Arbitrary<RandomConf> = fc
  .record({
    search: fc.option(fc.uniqueArray(host, { maxLength: 3 }), { nil: undefined }),
    registries: fc.uniqueArray(registry, { maxLength: 3, selector: ({ prefix }) => prefix }),
    inline: fc.integer({ max: 4, min: 0 }).map((number) => number === 0),
    isCrlf: fc.boolean(),
    end: fc.constantFrom('', '\n', '\n\n', '  \n', 'cut'),
    top: fc.array(
      fc.oneof(
        comment.map((text) => `${text}\n`),
        blank,
      ),
      { maxLength: 3 },
    ),
    mode: fc.constantFrom('', 'short-name-mode = "permissive"\n', 'short-name-mode="disabled" # why\n\n'),
    aliases: fc.constantFrom('', '[aliases]\n  "a"="b.example.com/a"\n', '\n[aliases] # names\n\n'),
    aliasesFirst: fc.boolean(),
    between: fc.array(
      fc.oneof(
        blank,
        comment.map((text) => `${text}\n`),
      ),
      { minLength: 4, maxLength: 4 },
    ),
  })
  .chain((parts) => {
    const { registries, between } = parts;
    // A table of aliases between a registry and its mirrors is valid; here it stands before or after all of them.
    const search = parts.search === undefined ? fc.constant('') : searchText(parts.search);
    const usesInline =
      parts.inline && registries.every((one) => one.mirrors.every((mirror) => !mirror.insecure));
    const tables = usesInline
      ? inlineRegistries(registries)
      : fc
          .tuple(...registries.map(registryText))
          .map((texts) => texts.map((t, i) => t + (between[i] ?? '')).join(''));
    return fc.tuple(search, tables).map(([list, body]) => {
      const head = parts.top.join('') + (usesInline ? list + body + parts.mode : parts.mode + list);
      const rest = usesInline ? '' : (between[3] ?? '') + body;
      const text = head + (parts.aliasesFirst ? parts.aliases + rest : rest + parts.aliases);
      const ended = parts.end === 'cut' ? text.replace(/\n$/, '') : text + parts.end;
      return {
        text: parts.isCrlf ? ended.replaceAll('\n', '\r\n') : ended,
        search: parts.search,
        registries,
      };
    });
  });
