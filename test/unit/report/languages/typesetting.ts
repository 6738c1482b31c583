// What is wrong with Chinese sentences that have Latin words in them (the comment in zh/index.ts says how they are set).

const HAN = String.raw`\p{Script=Han}`;
const MARK = '[，。：；、？！（）]';

const FAULTS: readonly RegExp[] = [
  new RegExp(`${HAN}[A-Za-z0-9"]|[A-Za-z0-9"]${HAN}`, 'u'), // no space between the two
  new RegExp(`${HAN}[,.;?!]|${HAN}: ?${HAN}|${HAN} ${HAN}`, 'u'), // marks of the other width
  new RegExp(` ${MARK}|${MARK} `, 'u'), // a full-width mark has its own space
  /[，。：；、？！]{2}/u,
  / {2}/u,
];

/** The places where a sentence is set wrong, with what stands around them; none: it is good. */
export function typesettingFaults(sentence: string): readonly string[] {
  return FAULTS.flatMap((fault) => {
    const at = sentence.search(fault);
    return at < 0 ? [] : [sentence.slice(Math.max(0, at - 8), at + 10)];
  });
}
