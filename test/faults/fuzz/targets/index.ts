// All targets.

import type { Target } from '../target.ts';
import { pem, x509 } from './certificates.ts';
import { certsD } from './certs-d.ts';
import { configFile } from './config-file.ts';
import { daemonJson } from './daemon-json.ts';
import { engineAnswers, unitFiles } from './engine-answers.ts';
import { hostsFile } from './hosts-file.ts';
import { names } from './names.ts';
import { registriesConf } from './registries-conf.ts';
import { shown } from './shown.ts';
import { stateFiles } from './state-files.ts';
import { version1 } from './version1.ts';

export const TARGETS: readonly Target[] = [
  daemonJson,
  registriesConf,
  version1,
  configFile,
  hostsFile,
  names,
  pem,
  x509,
  engineAnswers,
  unitFiles,
  certsD,
  shown,
  stateFiles,
];
