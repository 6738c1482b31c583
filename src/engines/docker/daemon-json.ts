// daemon.json as the installed dockerd would take it: read, and judged with line and column.

import {
  type JsonObjectView,
  parseDaemonJson,
  positionOf,
  positionOfElement,
  readStringList,
} from '../../formats/json/read.ts';
import { decodeUtf8, positionAt } from '../../formats/text.ts';
import type { AbsPath, FileState } from '../../model/file.ts';
import { type Finding, finding, textFinding } from '../../model/finding.ts';
import type { RefusedForm } from '../../model/findings/forms.ts';
import { err, ok, type Result } from '../../model/result.ts';
import type { TextProblem } from '../../model/text.ts';
import {
  DIRECTIVES,
  directiveMeant,
  flattenDirectives,
  isFlagName,
  isKnown,
  isTabled,
  nearestDirective,
} from './directives.ts';
import { refuseInsecure, refuseMirror } from './names.ts';
import { judgeType } from './shapes.ts';
import { isAtLeast, type Version } from './version.ts';

export const MIRRORS = 'registry-mirrors';
export const INSECURE = 'insecure-registries';
export const ENGINE = 'docker';

export interface DaemonJson {
  readonly view: JsonObjectView;
  readonly bom: boolean;
}

/**
 * Reads the file by the rules of a version: before 23.0 an empty file and a byte-order mark stop dockerd. Without a
 * version a byte-order mark is refused, because it stays; an empty file is not, because it is filled.
 */
export function readDaemonJson(
  state: FileState,
  version: Version | undefined,
): Result<DaemonJson, TextProblem> {
  const decoded = decodeUtf8(state.kind === 'absent' ? new Uint8Array() : state.bytes);
  if (!decoded.ok) return decoded;
  const { text, bom } = decoded.value;
  const isModern = version !== undefined && isAtLeast(version, '23');
  if (bom && !isModern) return err({ code: 'BYTE_ORDER_MARK', position: { line: 1, column: 1 }, detail: {} });
  const allowEmpty = state.kind === 'absent' || version === undefined || isModern;
  const view = parseDaemonJson(text, { allowEmpty });
  return view.ok ? ok({ view: view.value, bom }) : view;
}

/** Everything in a readable file that the engine refuses, or ignores without a word. */
export function judgeDaemonJson(
  view: JsonObjectView,
  path: AbsPath,
  version: Version | undefined,
): readonly Finding[] {
  return [
    ...flattenDirectives(view.value).flatMap(({ key, within }) =>
      judgeName(key, { engine: ENGINE, path, position: positionOf(view, within) }, version),
    ),
    ...[...view.members.keys()].flatMap((key) => judgeShape(view, key, path)),
    ...judgeElements(view, MIRRORS, (text) => refuseMirror(text, version), path),
    ...judgeElements(view, INSECURE, refuseInsecure, path),
    ...judgeRoots(view, path),
  ];
}

/** The names whose neglect would make our own change, or the one of somebody before us, have no effect. */
const OURS: ReadonlySet<string> = new Set([MIRRORS, INSECURE]);

function judgeName(
  key: string,
  place: { engine: string; path: AbsPath; position: { line: number; column: number } },
  version: Version | undefined,
): readonly Finding[] {
  const meant = directiveMeant(key);
  if (isFlagName(key, version)) {
    const severity = OURS.has(meant) ? 'error' : 'warning';
    return [finding(severity, 'MISSPELT_DIRECTIVE', { directive: key, meant }, place)];
  }
  const exact = version !== undefined && isTabled(version);
  if (exact ? isKnown(key, version) : DIRECTIVES.has(key)) return [];
  const nearest = DIRECTIVES.has(key) ? '' : meant || nearestDirective(key);
  // No version takes a registry key in another spelling; anything else may be new.
  const severity = exact || OURS.has(nearest) ? 'error' : 'warning';
  const named = version === undefined ? null : version.join('.');
  return [finding(severity, 'UNKNOWN_DIRECTIVE', { directive: key, nearest, version: named }, place)];
}

function judgeShape(view: JsonObjectView, key: string, path: AbsPath): readonly Finding[] {
  const shape = DIRECTIVES.get(key)?.shape;
  const member = view.members.get(key);
  if (shape === undefined || member === undefined) return [];
  const wrong = judgeType(member.value, view.value[key], shape, view.text);
  if (wrong === undefined) return [];
  const { offset, ...words } = wrong;
  const position = positionAt(view.text, offset);
  return [textFinding({ code: 'WRONG_TYPE', position, detail: { key, ...words } }, path, ENGINE)];
}

function judgeElements(
  view: JsonObjectView,
  key: string,
  refuse: (text: string) => RefusedForm | undefined,
  path: AbsPath,
): readonly Finding[] {
  const list = readStringList(view, key);
  if (!list.ok || list.value.kind === 'absent') return [];
  return list.value.values.flatMap((found, index) => {
    const expected = refuse(found);
    if (expected === undefined) return [];
    const position = positionOfElement(view, key, index);
    const refused = { directive: key, value: withoutLogin(found), expected };
    return [finding('error', 'VALUE_REFUSED', refused, { engine: ENGINE, path, position })];
  });
}

/** The finding goes to journals; Docker's own one leaves the password out, too (moby registry/config.go, ValidateMirror). */
function withoutLogin(url: string): string {
  return url.replace(/\/\/[^/]*@/, '//');
}

/** "cannot specify both": moby daemon/config/config.go, getConflictFreeConfiguration. */
function judgeRoots(view: JsonObjectView, path: AbsPath): readonly Finding[] {
  if (!view.value.graph || !view.value['data-root']) return [];
  const position = positionOf(view, 'graph');
  const refused = {
    directive: 'graph',
    value: String(view.value.graph),
    expected: 'data-root-alone' satisfies RefusedForm,
  };
  return [finding('error', 'VALUE_REFUSED', refused, { engine: ENGINE, path, position })];
}
