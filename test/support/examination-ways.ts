// Ways to a registry on which something else answers, or nobody, and what an examination says of each.

import { caseOf, type ExaminationCase, FOUND, type Keep, SHORT, type Wish } from './examination-case.ts';
import { OPEN } from './examination-plans.ts';
import { startStandIn } from './registry-stand-in.ts';
import { closedPort, startPlain } from './tls-server.ts';

/** What hangs on the way alone. */
export async function startWays(keep: Keep): Promise<readonly ExaminationCase[]> {
  const silent = keep(await startPlain(() => undefined));
  const ssh = keep(await startPlain((socket) => socket.write('SSH-2.0-OpenSSH_9.9\r\n')));
  const standIn = keep(
    await startStandIn([
      { port: 0, behaviour: OPEN },
      { port: 0, behaviour: { kind: 'forward-proxy', names: {} } },
      { port: 0, behaviour: { kind: 'refusing-proxy', status: 503 } },
      { port: 0, behaviour: { kind: 'refusing-proxy', status: 407 } },
    ]),
  );
  const [port = 0, proxy = 0, refusing = 0, asking = 0] = standIn.ports;
  const nobody = await closedPort();
  const wishes: readonly Wish[] = [
    { title: 'nobody there', port: nobody, expected: '- failed connection ECONNREFUSED' },
    {
      title: 'nobody there, insecure',
      port: nobody,
      transport: 'insecure',
      expected: '- failed connection ECONNREFUSED',
    },
    {
      title: 'a name that nobody knows',
      name: 'registry.invalid',
      port,
      expected: '- failed name ENOTFOUND',
    },
    {
      title: 'silence, insecure',
      transport: 'insecure',
      port: silent.port,
      limit: SHORT,
      expected: '- late api',
    },
    { title: 'no HTTP', port: ssh.port, expected: '- failed api HPE_INVALID_CONSTANT' },
    {
      title: 'no HTTP, insecure',
      transport: 'insecure',
      port: ssh.port,
      expected: '- failed api HPE_INVALID_CONSTANT',
    },
    { title: 'plain through a proxy', port, proxy, expected: `http api=200 ${FOUND}` },
    { title: 'plain, refused by a proxy', port, proxy: refusing, expected: '- proxy 503 direct' },
    { title: 'plain, a proxy that wants a login', port, proxy: asking, expected: '- proxy 407 direct' },
    {
      title: 'plain, refused by a proxy and not there',
      port: nobody,
      proxy: refusing,
      expected: '- proxy 503',
    },
    { title: 'plain, nobody behind the proxy', port: nobody, proxy, expected: '- proxy 502' },
    {
      title: 'a proxy that is silent',
      transport: 'https',
      port,
      proxy: silent.port,
      limit: SHORT,
      expected: '- late proxy',
    },
  ];
  return wishes.map(caseOf);
}
