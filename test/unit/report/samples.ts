// Reports for tests.

import type { EngineReport, Report } from '../../../src/model/outcome.ts';

export const EMPTY: Report = {
  command: 'setup',
  outcome: 'unchanged',
  id: null,
  changes: [],
  engines: [],
  findings: [],
};

const DIFF = `--- a/etc/docker/daemon.json
+++ b/etc/docker/daemon.json
@@ -1,3 +1,4 @@
 {
-    "data-root": "/data/docker"
+    "data-root": "/data/docker",
+    "registry-mirrors": ["http://nexushub.com:8001"]
 }
`;

export const DOCKER: EngineReport = {
  engine: 'docker',
  version: '20.10.24',
  running: true,
  changes: [{ path: '/etc/docker/daemon.json', kind: 'edit', diff: DIFF }],
  activation: 'reload',
  loaded: { mirrors: ['http://nexushub.com:8001/'], insecure: [] },
  inSync: true,
};
