// Every kind of registry, and of what is mistaken for one, as a real server, and what an examination has to say of it.

import type { Socket } from 'node:net';
import type { CertificateMaker } from './certificate-maker.ts';
import { BYTES } from './examination-bytes.ts';
import { caseOf, type ExaminationCase } from './examination-case.ts';
import { ODDS } from './examination-odds.ts';
import { PLANS } from './examination-plans.ts';
import { startSecured } from './examination-secured.ts';
import { startWays } from './examination-ways.ts';
import { startStandIn } from './registry-stand-in.ts';
import { startScript } from './script-server.ts';
import { startPlain } from './tls-server.ts';

export interface ExaminationCases {
  readonly cases: readonly ExaminationCase[];
  close(): Promise<void>;
}

/** Starts all of them; to be closed by the caller. */
export async function startExaminationCases(maker: CertificateMaker): Promise<ExaminationCases> {
  const closers: (() => Promise<void>)[] = [];
  const keep = <T extends { close(): Promise<void> }>(server: T): T => {
    closers.push(() => server.close());
    return server;
  };
  const standIn = keep(await startStandIn(PLANS.map(({ behaviour }) => ({ port: 0, behaviour }))));
  const plans = PLANS.map((plan, index) => caseOf({ ...plan, port: standIn.ports[index] ?? 0 }));
  const odds = await Promise.all(
    ODDS.map(async (odd) => caseOf({ ...odd, port: keep(await startScript(odd.answer)).port })),
  );
  const bytes = await Promise.all(
    BYTES.map(async ([title, sent, expected]) => {
      const answer = (socket: Socket) => socket.once('data', () => socket.end(Buffer.from(sent, 'latin1')));
      return caseOf({ title, expected, images: [], port: keep(await startPlain(answer)).port });
    }),
  );
  const cases = [
    ...plans,
    ...odds,
    ...bytes,
    ...(await startSecured(maker, keep)),
    ...(await startWays(keep)),
  ];
  return {
    cases,
    close: async () => {
      await Promise.all(closers.map((close) => close()));
    },
  };
}
