/** Something that can happen and is no bug of ours: the message is a full sentence for whoever started the program. */
export class Fault extends Error {
  override readonly name: string = 'Fault'
}

/** Ends a program: a fault is told in its sentence, a bug with all that is known of it. @returns the exit code. */
export function tell(error: unknown): number {
  console.error(error instanceof Fault ? error.message : error)
  return 1
}
