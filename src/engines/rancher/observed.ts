// What was seen of k3s or rke2 on a host.

import { decodeUtf8 } from '../../formats/text.ts';
import type { YamlProblem } from '../../formats/yaml/problems.ts';
import { ABSENT, type AbsPath, type FileState } from '../../model/file.ts';
import { ok, type Result } from '../../model/result.ts';
import type { Observed } from '../engine.ts';
import { NO_REGISTRIES, type Registries, readRegistries } from './registries.ts';
import type { Rules } from './rules.ts';
import type { Settings } from './settings.ts';
import type { Unit } from './unit.ts';

export interface RancherObserved extends Observed {
  readonly live: boolean;
  readonly unit: Unit | undefined;
  /** A process that no unit of systemd started. */
  readonly isByHand: boolean;
  readonly settings: Settings;
  /** An etcd runs in its process. */
  readonly hasEtcd: boolean;
  /** What it has written for its containerd; or why that cannot be told. */
  readonly generated: Result<Rules, string>;
  /** The process of its containerd. */
  readonly containerd: number | null;
  /** Of new files: ReadHost.user. */
  readonly owner: { readonly uid: number; readonly gid: number };
}

export interface MainText {
  readonly text: string;
  readonly bom: boolean;
  readonly registries: Registries;
}

/** registries.yaml as it is in the observation. */
export function readMain(observed: RancherObserved): Result<MainText, YamlProblem> {
  const state = stateAt(observed, observed.settings.file);
  if (state.kind === 'absent') return ok({ text: '', bom: false, registries: NO_REGISTRIES });
  const decoded = decodeUtf8(state.bytes);
  if (!decoded.ok) return decoded;
  const { text, bom } = decoded.value;
  const read = readRegistries(text);
  return read.ok ? ok({ text, bom, registries: read.value }) : read;
}

/** What it says; nothing where it cannot be read: the plan says why. */
export function registriesOf(observed: RancherObserved): Registries {
  const main = readMain(observed);
  return main.ok ? main.value.registries : NO_REGISTRIES;
}

export function stateAt(observed: RancherObserved, path: AbsPath): FileState {
  return observed.files.get(path) ?? ABSENT;
}
