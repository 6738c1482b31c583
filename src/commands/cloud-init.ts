// cloud-init: prints the document that sets a host up at its first boot.

import manifest from '../../package.json' with { type: 'json' };
import type { CloudInitInvocation } from '../desired/invocation.ts';
import type { Engine } from '../engines/engine.ts';
import { ENGINES } from '../engines/index.ts';
import { firstBootDocument } from '../first-boot/document.ts';
import { EMPTY_HOST } from '../host/empty-host.ts';
import { type Finding, isBlocker } from '../model/finding.ts';
import { NO_HOLDINGS } from '../model/managed.ts';
import { failedReport, type Report } from '../model/outcome.ts';

/**
 * Prints nothing when what is asked for would be refused on every host. With --json the document is the `text` of the
 * one JSON document, as the text of --help is.
 */
export async function runCloudInit(invocation: CloudInitInvocation): Promise<Report> {
  const drafts = await Promise.all(ENGINES.map((engine) => findingsOf(engine, invocation)));
  const findings = drafts.flat().filter((each) => each.severity !== 'info');
  // Of several engines that may be there the host has perhaps the one that can be set up.
  const isRefused =
    invocation.engines.kind === 'named'
      ? findings.some(isBlocker)
      : drafts.every((one) => one.some(isBlocker));
  if (isRefused) return failedReport('cloud-init', findings);
  return {
    ...failedReport(
      'cloud-init',
      findings.filter((each) => !isBlocker(each)),
    ),
    outcome: 'unchanged',
    text: firstBootDocument(invocation, manifest.version),
  };
}

/** What an engine has to say on a host where nothing but itself is; nothing when it is not meant. */
async function findingsOf(engine: Engine, invocation: CloudInitInvocation): Promise<readonly Finding[]> {
  const { engines, dropIn, convert } = invocation;
  const named = engines.kind === 'named';
  if (named && !engines.ids.includes(engine.id)) return [];
  const observed = await engine.inspect(EMPTY_HOST, named ? { expected: true, named } : { expected: true });
  if (observed === undefined) return [];
  const requests = invocation.requests.filter((request) => request.kind !== 'host-alias');
  const wish = {
    ensure: requests,
    inForce: requests,
    adopted: [],
    held: NO_HOLDINGS,
    named,
    dropIn,
    convert,
  };
  const { findings, changes } = engine.plan(wish, observed);
  // An engine that was not named and would be left alone does not warn of itself.
  const isLeftAlone = !named && changes.length === 0;
  return findings.filter(({ severity }) => !(isLeftAlone && severity === 'warning'));
}
