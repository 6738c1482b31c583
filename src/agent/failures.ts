// Failures: what failed three times will fail a fourth time as long as everything is the same.

import { createHash } from 'node:crypto';
import type { AbsPath, FileState } from '../model/file.ts';
import type { Finding } from '../model/finding.ts';
import type { Request } from '../model/request.ts';
import type { Cause, Failures } from './record.ts';

const AT_MOST = 3;

/** What an attempt depends on. */
export interface Circumstances {
  readonly sha256: string;
  readonly requests: readonly Request[];
  readonly engines: readonly {
    readonly id: string;
    readonly version: string | null;
    readonly files: ReadonlyMap<AbsPath, FileState>;
  }[];
}

/** One word for the configuration, the engines and the contents of their files; equal words: nothing has changed. */
export function contentKey({ sha256, requests, engines }: Circumstances): string {
  const hash = createHash('sha256').update(JSON.stringify([sha256, requests]));
  for (const { id, version, files } of engines) {
    hash.update(JSON.stringify([id, version]));
    for (const [path, state] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
      hash.update(JSON.stringify([path, state.kind === 'file' ? state.bytes.length : null]));
      if (state.kind === 'file') hash.update(state.bytes);
    }
  }
  return hash.digest('hex');
}

/** One more failure; the count begins anew when something has changed. */
export function withFailure(earlier: Failures | null, content: string, cause: Cause): Failures {
  const count = earlier?.content === content ? earlier.count + 1 : 1;
  return { content, count, cause };
}

/** Whether no further attempt is made as long as the content stays as it is. */
export function isStopped(failures: Failures | null): failures is Failures {
  return failures !== null && failures.count >= AT_MOST;
}

/** What a run that failed says of itself: the first error counts, or that it failed at all. */
export function causeOf(findings: readonly Finding[], time: number): Cause | undefined {
  const error = findings.find(({ severity }) => severity === 'error');
  if (error === undefined) return undefined;
  const { code, engine, path } = error;
  return {
    code,
    ...(engine === undefined ? {} : { engine }),
    ...(path === undefined ? {} : { path }),
    time,
  };
}
