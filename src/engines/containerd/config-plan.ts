// What has to become of config.toml so that hosts.toml files count: nothing, an edit, or a refusal. Pure.

import { decodeUtf8, encodeUtf8 } from '../../formats/text.ts';
import { setConfigPath } from '../../formats/toml/config-path.ts';
import { ABSENT, type AbsPath, type FileChange } from '../../model/file.ts';
import { type Finding, finding, textFinding } from '../../model/finding.ts';
import { type Configuration, dialectOf, isUsablePath, readConfiguration, rootsOf } from './configuration.ts';
import type { ContainerdObserved } from './observed.ts';
import { CERTS_ROOT, CONFIG_PATH, ENGINE, isAtLeast, UNIT } from './places.ts';

export interface ConfigDraft {
  readonly changes: readonly FileChange[];
  readonly findings: readonly Finding[];
}

/** containerd 1.5 release notes: hosts.toml for the CRI. */
const OLDEST = '1.5';

const NOTHING: ConfigDraft = { changes: [], findings: [] };

/** @param mayEdit --convert */
export function planConfig(observed: ContainerdObserved, mayEdit: boolean): ConfigDraft {
  const [main = ''] = observed.configFiles;
  if (isAtLeast(observed.version, OLDEST) === false) return refused(tooOld(observed));
  const said = observed.findings.find(({ severity, path }) => severity === 'error' && path === main);
  if (!observed.files.has(main))
    return said === undefined
      ? refused(finding('error', 'NO_PERMISSION', { error: 'EACCES' }, at(main)))
      : NOTHING;
  const read = readConfiguration(observed);
  if (!read.ok) return refused(textFinding(read.error.problem, read.error.path, ENGINE));
  const { configPath, inline, isCriDisabled } = read.value;
  const warned = isCriDisabled ? [finding('warning', 'CRI_DISABLED', {}, at(main))] : [];
  if (configPath === '' && isCriDisabled) return { changes: [], findings: warned };
  const [first] = inline;
  if (first !== undefined) {
    const keys = inline.filter(({ path }) => path === first.path).map(({ key }) => key);
    return refused(finding('error', 'CONFIG_INLINE_REGISTRIES', { keys }, at(first.path)));
  }
  if (configPath !== '') return { changes: [], findings: [...warned, ...findList(configPath, observed)] };
  const path = read.value.decisive ?? main;
  return mayEdit
    ? edit(path, read.value, observed)
    : refused(finding('error', 'CONFIG_PATH_MISSING', { unit: UNIT }, at(path)));
}

function tooOld({ version, configFiles: [main = ''] }: ContainerdObserved): Finding {
  return finding('error', 'CONTAINERD_TOO_OLD', { installed: version ?? '', needed: OLDEST }, at(main));
}

function findList(
  configPath: string,
  { version, configFiles: [main = ''] }: ContainerdObserved,
): readonly Finding[] {
  const [folder = CERTS_ROOT] = rootsOf(configPath);
  return isUsablePath(configPath, version)
    ? []
    : [finding('error', 'CONFIG_PATH_LIST', { configPath, folder }, at(main))];
}

/** The file that decides gets the key; where there is none yet, a new one in the version that this containerd knows best. */
function edit(path: AbsPath, { format }: Configuration, observed: ContainerdObserved): ConfigDraft {
  const before = observed.files.get(path) ?? ABSENT;
  const fresh = `version = ${isAtLeast(observed.version, '2.0') === true ? 3 : 2}\n`;
  const decoded = before.kind === 'file' ? decodeUtf8(before.bytes) : undefined;
  if (decoded?.ok === false) return refused(textFinding(decoded.error, path, ENGINE));
  const { text, bom } = decoded?.value ?? { text: fresh, bom: false };
  const inherited = path === observed.configFiles[0] ? 0 : format;
  const edited = setConfigPath(text, CERTS_ROOT, dialectOf(observed, inherited));
  if (!edited.ok) return refused(textFinding(edited.error, path, ENGINE));
  const bytes = encodeUtf8(edited.value, bom);
  const after =
    before.kind === 'file'
      ? { ...before, bytes }
      : ({ kind: 'file', bytes, mode: 0o644, ...observed.owner } as const);
  const files = new Map([...observed.files, [path, after] as const]);
  const reread = readConfiguration({ ...observed, files });
  // It would stand where another file hides it: better no edit than one that does nothing.
  return reread.ok && reread.value.configPath === CERTS_ROOT
    ? { changes: [{ path, before, after }], findings: [] }
    : refused(textFinding({ code: 'EDIT_NOT_EXACT', detail: { reason: CONFIG_PATH } }, path, ENGINE));
}

function refused(one: Finding): ConfigDraft {
  return { changes: [], findings: [one] };
}

function at(path: AbsPath): { readonly engine: string; readonly path: AbsPath } {
  return { engine: ENGINE, path };
}
