/** One thing that the lab can do. */
export interface Subcommand {
  /** Half a line for the overview. */
  readonly summary: string
  /** Everything that `--help` prints: usage and one line an option. */
  readonly help: string
  /**
   * @param args the words after the name of the command.
   * @returns the exit code: 0 only if everything that was asked for is there.
   * @throws {UsageError} when the words mean nothing.
   */
  run(args: string[]): Promise<number>
}
