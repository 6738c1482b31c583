// S10: registries that take no uploads, and what short names come to: what doctor and explain say before somebody tries.

import { expect } from 'vitest';
import { isCited } from '../../support/cited-words.ts';
import type { Rig } from '../describe-release.ts';
import { NAMES_WITH_HUB, trustHub } from '../lab/false-hub.ts';
import type { Host } from '../lab/host.ts';
import { type StandInName, standInHost } from '../lab/stand-ins.ts';
import { findingOf, runClient } from './client.ts';
import { type DoctorCase, tryCase } from './doctor-case.ts';
import { isMyShare } from './shared-out.ts';

const push = (name: StandInName, code: string): DoctorCase => ({
  title: `a push to ${name}`,
  asked: `http://${standInHost(name)}`,
  code,
  command: `% push ${standInHost(name)}/team/new:1`,
  deed: code === '' ? 'works' : 'fails',
});

const PUSHES: readonly DoctorCase[] = [
  push('nexusHosted', ''),
  push('nexusProxy', 'PUSH_TO_PROXY'),
  push('readOnly', 'PUSH_TO_PROXY'),
  push('nexusGroup', 'PUSH_TO_GROUP'),
  push('uploadLimit', 'UPLOAD_TOO_LARGE'),
];

const TARGETS = ['nexusHosted', 'nexusProxy', 'readOnly', 'nexusGroup', 'uploadLimit'] as const;

export function describePushes({ release, onHost }: Rig): void {
  if (isMyShare(2, release.name))
    onHost('S10 doctor: uploads', {}, async (host, lab) => {
      const insecure = TARGETS.map((name) => `--insecure ${standInHost(name)}`).join(' ');
      await host.must(`registry-client setup ${insecure} --skip-probe --quiet`);
      await host.must('docker load -q -i /opt/lab/resident.tar && podman load -q -i /opt/lab/resident.tar');
      const tags = TARGETS.map(
        (name) =>
          `docker tag resident:1 ${standInHost(name)}/team/new:1 && podman tag localhost/resident:1 ${standInHost(name)}/team/new:1`,
      );
      await host.must(tags.join(' && '));
      // At the same time: Docker 26 and 28 try for 50 s before they say why they cannot.
      const wrong = await Promise.all(PUSHES.map((one) => tryCase(one, host, lab)));
      expect(wrong.flat(), wrong.flat().join('\n\n')).toEqual([]);
    });

  if (isMyShare(3, release.name))
    onHost('S10 explain: short names', { names: NAMES_WITH_HUB }, async (host) => {
      await trustHub(host);
      await expectLibraryMissing(host);
      await expectAlias(host);
      await expectEnforced(host);
    });
}

/** The registry has `library/alpine` alone, where a search looks for `alpine`. */
async function expectLibraryMissing(host: Host): Promise<void> {
  const search = standInHost('nexusDeadUpstream').replace(/:.*$/, ':8001');
  await host.must(`registry-client setup --engine podman --search ${search} --insecure ${search} --quiet`);
  await host.must('rm -f /etc/containers/registries.conf.d/*shortnames.conf');
  const { code, report } = await runClient(host, 'explain alpine:3.19 --engine podman');
  const { message, hint } = findingOf(report, 'LIBRARY_MISSING');
  const pull = await host.sh('podman pull alpine:3.19 </dev/null');
  expect({ code, fails: pull.code !== 0 }).toEqual({ code: 5, fails: true });
  expect(isCited(message, pull.stderr), `${message}\n${pull.stderr}`).toBe(true);
  expect(hint).toContain(`${search}/library/alpine`);
  await host.must(`podman pull -q ${search}/library/alpine:3.19`);
}

/** An alias is taken before the list is: the hub is asked, which nobody had in mind. */
async function expectAlias(host: Host): Promise<void> {
  const alias = '[aliases]\n"redis" = "docker.io/library/redis"\n';
  await host.write('/etc/containers/registries.conf.d/aliases.conf', alias);
  const { report } = await runClient(host, 'explain redis --engine podman');
  const [image] = report.engines[0]?.images ?? [];
  expect(image).toMatchObject({
    candidates: [
      {
        name: 'docker.io/library/redis:latest',
        by: 'alias',
        path: '/etc/containers/registries.conf.d/aliases.conf',
      },
    ],
    served: { registry: 'registry-1.docker.io' },
  });
  const pulled = await host.must('podman pull redis 2>&1');
  expect(pulled).toContain('Resolved "redis" as an alias (/etc/containers/registries.conf.d/aliases.conf)');
}

async function expectEnforced(host: Host): Promise<void> {
  await host.must('registry-client rollback --quiet');
  const insecure = `--insecure ${standInHost('distribution')}`;
  await host.must(`registry-client setup --engine podman ${insecure} --quiet`);
  const search = `unqualified-search-registries = ["${standInHost('distribution')}", "docker.io"]\nshort-name-mode = "enforcing"\n`;
  await host.write('/etc/containers/registries.conf.d/zz-search.conf', search);
  // Where it still runs from the setup it has the files of then, and doctor says so.
  await host.must('systemctl stop podman.service');
  const { code, findings } = await doctorOf(host);
  const pull = await host.sh('podman pull team/app:1.0 </dev/null');
  expect({ code, codes: findings.map((each) => each.code), fails: pull.code !== 0 }).toEqual({
    code: 5,
    codes: ['SHORT_NAMES_ENFORCED'],
    fails: true,
  });
  expect(pull.stderr).toContain('short-name resolution enforced but cannot prompt without a TTY');
  const explained = await runClient(host, 'explain team/app:1.0 --engine podman');
  expect(findingOf(explained.report, 'SHORT_NAMES_ENFORCED').hint).not.toBe('');
  expect(explained.code).toBe(5);
}

async function doctorOf(host: Host) {
  const { code, report } = await runClient(host, 'doctor --engine podman');
  return { code, findings: report.findings.filter(({ severity }) => severity !== 'info') };
}
