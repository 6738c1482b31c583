// Every call of a process to the world passes here: counted, and what a campaign wants to happen before it happens.

export interface Call {
  /** From 0 on, in this process. */
  readonly index: number;
  /** As the system calls it: `open`, `rename`, `fsync`, or `run systemctl …`. */
  readonly name: string;
  readonly path: string;
  /** It can change something outside of the process: between two of these a kill makes no difference. */
  readonly effect: boolean;
}

/** What a hook may want: the call fails, writes less than asked, or goes on. */
export type Wanted =
  | undefined
  | { readonly kind: 'fail'; readonly errno: string }
  | { readonly kind: 'short'; readonly bytes: number };

export type Hook = (call: Call) => Wanted;

/** Thrown where a process is killed. No Error, so that nothing takes it for one of the operating system's. */
export class Crash {
  readonly at: string;
  constructor(at: string) {
    this.at = at;
  }
  toString(): string {
    return `killed before ${this.at}`;
  }
}

export class Tap {
  count = 0;
  dead = false;
  private readonly hook: Hook;

  constructor(hook: Hook = () => undefined) {
    this.hook = hook;
  }

  /** @throws Crash when the process is dead, or dies here */
  pass(name: string, path: string, effect: boolean): Wanted {
    if (this.dead) throw new Crash(name);
    const call = { index: this.count, name, path, effect };
    this.count += 1;
    try {
      return this.hook(call);
    } catch (error) {
      if (error instanceof Crash) this.dead = true;
      throw error;
    }
  }
}

/** An error as Node.js throws it for a system call. */
export function systemError(errno: string, syscall: string, path: string): Error {
  return Object.assign(new Error(`${errno}: ${syscall} '${path}'`), { code: errno, syscall, path });
}
