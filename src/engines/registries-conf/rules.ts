// What the installed engine makes of registries.conf: the rules of containers/image came one by one, with its versions.

/** Each engine says which of its versions brought which rule. */
export interface Rules {
  /**
   * One main file, of the user, /etc or /usr/share, and the drop-ins of all folders, sorted by name together; v1 nowhere
   * (containers/image 5.40).
   */
  readonly layered: boolean;
  /** A byte-order mark is passed over; else it is refused. */
  readonly takesByteOrderMark: boolean;
  /** Empty v1 tables beside v2 keys are refused, too (containers/image 5.24, hasSetField in sysregistriesv2). */
  readonly refusesMixed: boolean;
  /** A drop-in that is a link to nowhere is refused; else it is passed over. */
  readonly refusesDanglingLinks: boolean;
  /** Logins of single namespaces (containers/image 5.14). */
  readonly knowsNamespaces: boolean;
  /** TLS 1.0 is enough: up to containers/image 5.29 (docker/go-connections 0.4, tlsconfig.ServerDefault). */
  readonly takesOldTls: boolean;
  /** What it does not know yet, with the version of the engine that does; mirrors came with 2.0, drop-ins with 5.3. */
  readonly lacks: {
    readonly mirrors: string | undefined;
    readonly dropIns: string | undefined;
  };
}

interface Version {
  readonly major: number;
  readonly minor: number;
}

function parseVersion(text: string | null): Version | undefined {
  const match = /^(\d+)\.(\d+)/.exec(text ?? '');
  return match === null ? undefined : { major: Number(match[1]), minor: Number(match[2]) };
}

/** Whether a version is at least `needed` ("1.9"); an unknown one is taken for a current one. */
export function isAtLeast(version: string | null, needed: string): boolean {
  const [have, want] = [parseVersion(version), parseVersion(needed)];
  if (have === undefined || want === undefined) return true;
  return have.major > want.major || (have.major === want.major && have.minor >= want.minor);
}
