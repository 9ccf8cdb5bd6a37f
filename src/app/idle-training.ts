let end: (() => void) | undefined

/** Ends the training worker that waits: nothing but the engine lives beside a measurement. It need not be loaded for it. */
export function endIdleTraining(): void {
  end?.()
}

/** What trains says here how its waiting worker is ended. */
export function onEndIdleTraining(listener: () => void): void {
  end = listener
}
