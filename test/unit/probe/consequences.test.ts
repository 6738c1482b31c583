// What doctor leaves out: the consequence of a CA that lies wrong on the disk.

import { describe, expect, it } from 'vitest';
import { type Finding, finding } from '../../../src/model/finding.ts';
import { withoutConsequences } from '../../../src/probe/consequences.ts';

const REGISTRY = 'registry.test:5000';

const unknown = (registry: string): Finding =>
  finding('error', 'TLS_AUTHORITY_UNKNOWN', {
    registry,
    reason: 'issuer-missing',
    subject: 'CN=registry.test',
    issuer: 'CN=Some CA',
    given: [],
  });

const misnamed = (severity: 'warning' | 'info'): Finding =>
  finding(severity, 'CERTS_D_MISNAMED', {
    registry: REGISTRY,
    wanted: `/etc/docker/certs.d/${REGISTRY}`,
  });

describe('that nobody has issued the certificate', () => {
  it('is left out where the CA is there and does not count', () => {
    expect(withoutConsequences([unknown(REGISTRY)], [misnamed('warning')])).toEqual([]);
  });
  it('is said of another registry', () => {
    const findings = [unknown('other.test')];
    expect(withoutConsequences(findings, [misnamed('warning')])).toEqual(findings);
  });
  it('is said where the directory may well be for another one', () => {
    const findings = [unknown(REGISTRY)];
    expect(withoutConsequences(findings, [misnamed('info')])).toEqual(findings);
  });
  it('is all that is left out', () => {
    const expired = finding('error', 'TLS_EXPIRED', {
      registry: REGISTRY,
      subject: 'CN=registry.test',
      at: '2020-01-01T00:00:00Z',
    });
    expect(withoutConsequences([expired], [misnamed('warning')])).toEqual([expired]);
  });
});
