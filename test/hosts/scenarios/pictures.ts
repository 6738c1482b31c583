// The pictures of terminals in docs/pictures: each is what a real run on a real host has just shown.

import fs from 'node:fs';
import { expect, test } from 'vitest';
import { PROJECT } from '../../documents/blocks.ts';
import { drawTerminal, textOfDrawing } from '../../documents/drawing.ts';
import { maskRows } from '../../documents/mask.ts';
import { playTerminal } from '../../documents/terminal.ts';
import type { Host } from '../lab/host.ts';
import type { Lab } from '../lab/lab.ts';
import { findHub, IS_WRITTEN, reset, type, withDocumentHost } from './document-host.ts';

const COLUMNS = 110;

interface Scene {
  /** The picture is docs/pictures/NAME.svg. */
  readonly name: string;
  readonly title: string;
  /** What is done before, out of sight. */
  readonly before: string;
  /** Docker Hub is there. */
  readonly hub?: boolean;
  readonly command: string;
  readonly ends: number;
}

const MIRROR = 'registry-client setup --mirror http://nexushub.com:8001';

const SCENES: readonly Scene[] = [
  {
    name: 'setup',
    title:
      'registry-client setup adds a mirror to Docker: the difference, the steps, and what Docker has loaded',
    before: 'true',
    command: `${MIRROR} --engine docker`,
    ends: 0,
  },
  {
    name: 'doctor',
    title: 'registry-client doctor names what is wrong with a registry, and the cure',
    before: `${MIRROR}; registry-client setup --registry 192.168.129.112:10001 --skip-probe`,
    command: 'registry-client doctor',
    ends: 5,
  },
  {
    name: 'explain',
    title: 'registry-client explain tells whom each engine asks for an image, and who will serve it',
    before: MIRROR,
    hub: true,
    command: 'registry-client explain alpine:3.19 debian:12',
    ends: 5,
  },
  {
    name: 'rollback',
    title: 'registry-client rollback gives every byte back and has Docker load the old files',
    before: `${MIRROR} --engine docker`,
    command: 'registry-client rollback',
    ends: 0,
  },
];

export function describePictures(lab: () => Lab): void {
  test('the pictures of terminals', async () => {
    await withDocumentHost(lab(), async (host) => {
      for (const scene of SCENES) {
        if (scene.hub) await findHub(host);
        await type(host, scene.before);
        const picture = await take(host, scene);
        const file = `${PROJECT}docs/pictures/${scene.name}.svg`;
        if (IS_WRITTEN) fs.writeFileSync(file, picture);
        const words = `${scene.name}.svg: npm run pictures takes it anew`;
        expect(maskRows(textOfDrawing(fs.readFileSync(file, 'utf8'))), words).toBe(
          maskRows(textOfDrawing(picture)),
        );
        await reset(host);
      }
    });
  });
}

/** script(1) gives the program a terminal of its own, and the size that the picture has. */
async function take(host: Host, { title, command, ends }: Scene): Promise<string> {
  const inside = `stty cols ${COLUMNS} rows 60; exec ${command}`;
  const shown = await host.sh(`TERM=xterm-256color script -qec '${inside}' /dev/null </dev/null`);
  expect(shown.code, shown.stdout).toBe(ends);
  const lines = playTerminal(shown.stdout, COLUMNS);
  const plain = { colour: undefined, bold: false, dim: false, underlined: false };
  const prompt = [
    { text: '# ', style: { ...plain, colour: 2, bold: true } },
    { text: command, style: { ...plain, bold: true } },
  ];
  return drawTerminal({ title, columns: COLUMNS, lines: [prompt, ...lines] });
}
