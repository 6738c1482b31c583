// Waiting for a time to pass, or for somebody who rings before.

export interface Bell {
  /** Ends the wait that is under way, or the next one at once. */
  ring(): void;
  /** Waits for a ring; at most so many milliseconds. Whether there was one. */
  wait(milliseconds: number): Promise<boolean>;
}

export function createBell(): Bell {
  let rung = false;
  let wake: () => void = () => undefined;
  return {
    ring: () => {
      rung = true;
      wake();
    },
    wait: async (milliseconds) => {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        wake = resolve;
        timer = setTimeout(resolve, rung ? 0 : milliseconds);
      });
      clearTimeout(timer);
      const was = rung;
      rung = false;
      return was;
    },
  };
}
