// The command lines by which a builder is made anew as it was, for people to paste. Pure.

import { shellWord } from '../../model/shell-word.ts';
import type { Builder, BuilderNode } from './observed.ts';

const USUAL_ENDPOINTS = ['unix:///var/run/docker.sock', 'unix:///run/docker.sock', 'default', ''];

/**
 * `docker buildx rm` and `create` with what buildx keeps of the builder. Its cache stays (--keep-state).
 * @param file the configuration that it is to take; '' for the default one, which buildx takes by itself
 */
export function recreateLines({ name, nodes, isCurrent }: Builder, file: string): readonly string[] {
  return [
    `docker buildx rm --keep-state ${shellWord(name)}`,
    ...nodes.map((node, index) =>
      [
        ...['docker buildx create', ...(index === 0 ? [] : ['--append']), '--name', shellWord(name)],
        ...wordsOf(node, `${name}${index}`),
        ...(file === '' ? [] : ['--buildkitd-config', file]),
        ...(isCurrent && index === 0 ? ['--use'] : []),
        ...(USUAL_ENDPOINTS.includes(node.endpoint) ? [] : [shellWord(node.endpoint)]),
      ].join(' '),
    ),
  ];
}

/** @param usual the name that buildx gives to a node without one (store/nodegroup.go, nextNodeName) */
function wordsOf({ name, platforms, options, flags }: BuilderNode, usual: string): readonly string[] {
  return [
    ...(name === usual ? [] : ['--node', shellWord(name)]),
    '--driver docker-container',
    ...Object.entries(options).map(([key, value]) => `--driver-opt ${shellWord(fieldOf(`${key}=${value}`))}`),
    ...(platforms.length === 0 ? [] : ['--platform', shellWord(platforms.join(','))]),
    ...(flags.length === 0 ? [] : ['--buildkitd-flags', shellWord(flags.join(' '))]),
  ];
}

/** The options are read as CSV (buildx, csvToMap). */
function fieldOf(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
