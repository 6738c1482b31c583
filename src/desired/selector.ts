// What `remove` takes out: the flags of `setup`, turned into rules that the requests in force are held against.

import { certificatesIn, readCertificates } from '../formats/pem.ts';
import { type Finding, finding } from '../model/finding.ts';
import type { UsageForm } from '../model/findings/forms.ts';
import { parseHostPort } from '../model/registry.ts';
import { type CaRequest, type Request, requestFlag, requestKey } from '../model/request.ts';
import { attachedHosts, inputFinding, type ReadInput, splitCaOption } from './ca.ts';
import { type Flags, type Parsed, usage, valuesOf } from './flags.ts';
import { mergeRequests, parseAliases, parseNamed } from './requests.ts';

const REMOVE_CA_FORM = 'HOST[:PORT]|[HOST[:PORT]=]FILE' satisfies UsageForm;

/**
 * One thing to take out. `flag` is how it was named, for messages.
 *
 * `request`: the request with the same key (see requestKey); a host alias goes whatever its address.
 * `ca`: the certificates of one of `hosts`, or of every registry; `certificates` (DER in base64) are
 * what a CA must consist of to be meant.
 */
export type RemoveSelector =
  | { readonly kind: 'request'; readonly request: Exclude<Request, CaRequest>; readonly flag: string }
  | CaSelector;

interface CaSelector {
  readonly kind: 'ca';
  readonly hosts: readonly string[] | 'every';
  readonly certificates: readonly string[] | 'any';
  readonly flag: string;
}

/** Whether a request in force is what a selector names. */
export function isSelected(request: Request, selector: RemoveSelector): boolean {
  if (selector.kind === 'request') return requestKey(request) === requestKey(selector.request);
  if (request.kind !== 'ca') return false;
  const hostFits = selector.hosts === 'every' || selector.hosts.includes(request.host);
  return hostFits && (selector.certificates === 'any' || consistsOf(request.pem, selector.certificates));
}

function consistsOf(pem: string, certificates: readonly string[]): boolean {
  return certificatesIn(new TextEncoder().encode(pem)).every((der) => certificates.includes(der));
}

/**
 * The selectors of a `remove`. Everything may be named exactly as it was in `setup`; a file of --ca that is gone
 * meanwhile does not matter where its registry is named. Certificates are not judged: what has expired may go.
 */
export function parseSelectors(
  flags: Flags,
  readInput: ReadInput,
): Parsed<readonly RemoveSelector[], Finding> {
  const named = parseNamed(flags);
  const aliases = parseAliases(flags);
  const requests = mergeRequests([...named.value, ...aliases.value]);
  const cas = [...new Set(valuesOf(flags, '--ca'))].map((text) =>
    selectCa(text, attachedHosts(named.value), readInput),
  );
  return {
    value: [
      ...requests.flatMap((request): readonly RemoveSelector[] =>
        request.kind === 'ca' ? [] : [{ kind: 'request', request, flag: requestFlag(request) }],
      ),
      ...joinContents(cas.flatMap(({ value }) => value)),
    ],
    findings: [...named.findings, ...aliases.findings, ...cas.flatMap(({ findings }) => findings)],
  };
}

/**
 * `HOST=FILE` is the CA of HOST, whatever it holds. `FILE` is what that file holds, for the registries named beside
 * it or, with none, for all. What is no file but could be a registry is one.
 */
function selectCa(
  text: string,
  attached: readonly string[],
  readInput: ReadInput,
): Parsed<readonly CaSelector[], Finding> {
  const { host, file } = splitCaOption(text);
  const flag = `--ca ${text}`;
  if (host !== undefined) return select({ kind: 'ca', hosts: [host], certificates: 'any', flag });
  if (file === '') return refuse(usage('--ca', text, 'empty', REMOVE_CA_FORM));
  const bytes = readInput(file);
  if (bytes.ok) {
    const bundle = readCertificates(bytes.value);
    if (!bundle.ok) return refuse(finding('error', 'CA_UNUSABLE', bundle.error, { path: file }));
    const certificates = bundle.value.certificates.map(({ der }) => der);
    return select({ kind: 'ca', hosts: attached.length === 0 ? 'every' : attached, certificates, flag });
  }
  const hosts = parseHostPort(file).ok ? [file, ...attached] : attached;
  if (hosts.length === 0) return refuse(inputFinding(file, bytes.error));
  return select({ kind: 'ca', hosts, certificates: 'any', flag });
}

function select(selector: CaSelector): Parsed<readonly CaSelector[], Finding> {
  return { value: [selector], findings: [] };
}

function refuse(error: Finding): Parsed<readonly CaSelector[], Finding> {
  return { value: [], findings: [error] };
}

/** Several files belong together, as they do in `setup`: a registry may have been given the certificates of all. */
function joinContents(selectors: readonly CaSelector[]): readonly CaSelector[] {
  const byContent = selectors.filter((selector) => selector.certificates !== 'any');
  const [first] = byContent;
  if (first === undefined) return selectors;
  const joined: CaSelector = {
    ...first,
    certificates: byContent.flatMap(({ certificates }) => (certificates === 'any' ? [] : certificates)),
    flag: byContent.map(({ flag }) => flag).join(' '),
  };
  return [...selectors.filter((selector) => selector.certificates === 'any'), joined];
}
