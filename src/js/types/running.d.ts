/**
 * What takes its time, in steps. `await` gives how it ends.
 *
 * ```ts
 * const closing = alice.offboard({ erase: true });
 * closing.catch(() => console.log("stopped at", closing.steps.find(({ status }) => status === "failed")));
 * ```
 */
export interface Running<State extends Pick<Offboarding, "steps">> extends Promise<State> {
  /** How it stands, as plain JSON: store it, and hand it in again to go on where it stopped. */
  readonly state: State;
  /** The steps of `state`. */
  readonly steps: State["steps"];
}
