// `--ca FILE` and `--ca HOST[:PORT]=FILE`: which certificates are for which registry.

import { judgeCa, readCertificates, writePem } from '../formats/pem.ts';
import type { AbsPath, NodeKind } from '../model/file.ts';
import { type Finding, finding } from '../model/finding.ts';
import type { UsageForm } from '../model/findings/forms.ts';
import type { GeneralFindings } from '../model/findings/general.ts';
import { parseHostPort } from '../model/registry.ts';
import type { CaRequest, Request } from '../model/request.ts';
import type { Result } from '../model/result.ts';
import { type Parsed, usage } from './flags.ts';

const CA_FORM = '[HOST[:PORT]=]FILE' satisfies UsageForm;

export interface InputProblem {
  readonly reason: GeneralFindings['INPUT_FILE']['reason'];
  readonly error?: string;
  /** not-a-file: what it is. */
  readonly found?: NodeKind;
  /** dangling-link: which link, the file itself or a folder above it, and where it leads. */
  readonly link?: AbsPath;
  readonly target?: AbsPath;
}

/**
 * Reads a file that was named on the command line; the path is as it was typed.
 * @param root the system that the path and its symbolic links are in, when it is not the running one
 */
export type ReadInput = (path: string, root?: AbsPath) => Result<Uint8Array, InputProblem>;

/** What is needed to judge the files that are named on the command line. */
export interface CaContext {
  readonly readInput: ReadInput;
  /** Milliseconds since 1970: a certificate must be valid now. */
  readonly now: number;
}

/** A value of --ca taken apart. `host` undefined: it is for whatever is named. */
export interface CaOption {
  readonly host: string | undefined;
  readonly file: string;
}

/** A file of --ca that was read: its certificates, DER in base64. */
interface ReadCa extends CaOption {
  readonly ders: readonly string[];
}

/**
 * Takes a value apart at its first `=` when what stands before it is a registry; otherwise the `=` is part of a
 * file's name.
 */
export function splitCaOption(text: string): CaOption {
  const [, host = '', file = ''] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
  return parseHostPort(host).ok ? { host, file } : { host: undefined, file: text };
}

/** The registries that `--ca FILE` is for: every https mirror and every registry that is named. */
export function attachedHosts(named: readonly Request[]): readonly string[] {
  const hosts = named.flatMap((request) => {
    if (request.kind === 'registry') return [request.host];
    return request.kind === 'mirror' && request.scheme === 'https' ? [request.host] : [];
  });
  return [...new Set(hosts)];
}

/**
 * The certificates for each registry, in the order in which the registries are named. Several files for one
 * registry are taken together; a file that names its registry stands in place of those that do not.
 * @param named the other requests of the same command line
 */
export function parseCas(
  values: readonly string[],
  named: readonly Request[],
  context: CaContext,
): Parsed<readonly CaRequest[], Finding> {
  const files = [...new Set(values)].map((value) => readOption(value, context));
  const general = files.flatMap(({ value }) => (value.host === undefined ? [value] : []));
  const own = files.flatMap(({ value }) => (value.host === undefined ? [] : [value]));
  const attached = attachedHosts(named);
  const unattached =
    attached.length === 0 ? general.map(({ file }) => usage('--ca', file, 'needs-host', CA_FORM)) : [];
  const hosts = [...new Set([...attached, ...own.map(({ host = '' }) => host)])];
  return {
    value: hosts.flatMap((host) => {
      const mine = own.filter((ca) => ca.host === host);
      const chosen = mine.length > 0 ? mine : general;
      const ders = [...new Set(chosen.flatMap((ca) => ca.ders))];
      return ders.length === 0
        ? []
        : [{ kind: 'ca', host, pem: writePem(ders), attached: mine.length === 0 }];
    }),
    findings: [...unattached, ...files.flatMap(({ findings }) => findings)],
  };
}

function readOption(text: string, context: CaContext): Parsed<ReadCa, Finding> {
  const option = splitCaOption(text);
  const fail = (findings: readonly Finding[]) => ({ value: { ...option, ders: [] }, findings });
  if (option.file === '') return fail([usage('--ca', text, 'empty', CA_FORM)]);
  const bytes = context.readInput(option.file);
  if (!bytes.ok) return fail([inputFinding(option.file, bytes.error)]);
  const bundle = readCertificates(bytes.value);
  if (!bundle.ok) return fail([finding('error', 'CA_UNUSABLE', bundle.error, { path: option.file })]);
  const ders = bundle.value.certificates.map((certificate) => certificate.der);
  return { value: { ...option, ders }, findings: judgeCa(bundle.value, context.now, { path: option.file }) };
}

/** The finding of a file of --ca that cannot be read. */
export function inputFinding(file: string, problem: InputProblem): Finding {
  return finding('error', 'INPUT_FILE', { option: '--ca', ...problem }, { path: file });
}
