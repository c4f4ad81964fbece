/**
 * A job that the server goes on with after the call that began it. It survives a restart of the server, and can be
 * found again by its id.
 *
 * ```ts
 * const job = await client.room("!abc:example.com").delete({ purge: true });
 * await job.wait({ onProgress: ({ status }) => console.log(status) });
 * ```
 */
export interface Job<Status> {
  /** Keep it to find the job again. */
  readonly id: string;
  /**
   * Asks how the job is now.
   *
   * ```ts
   * const { status } = await client.rooms.deletion("SHtCZZqlGYfGYrkv").status();
   * ```
   */
  status(options?: CallOptions): Promise<Status>;
  /**
   * Waits for the job to be complete. Rejects with a `JobError` when it failed or was cancelled, with a `TimeoutError`
   * when it takes too long, and with the signal's reason; the job itself goes on then. A server that cannot be reached
   * for a while is waited for.
   *
   * ```ts
   * const job = await room.delete();
   * const { shutdown_room } = await job.wait({ timeoutMs: 600_000 });
   * ```
   */
  wait(options?: WaitOptions<Status>): Promise<Status>;
}

/** How to wait for a job. */
export interface WaitOptions<Status> {
  /** Ends the waiting, not the job. */
  signal?: AbortSignal | undefined;
  /** How long to wait, in ms. Default: until the job ends. */
  timeoutMs?: number | undefined;
  /** Told each time that the server was asked. What it throws changes nothing. */
  onProgress?: ((status: Status) => void) | undefined;
}
