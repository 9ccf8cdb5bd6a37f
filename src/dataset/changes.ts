const channelName = 'inferometer-dataset'

/** Where a change of the dataset was made: by this object, or by another tab or worker. */
export type ChangeOrigin = 'here' | 'elsewhere'

/**
 * Tells everyone who shows the dataset that it has changed, in this tab and in others. Where the browser has no
 * BroadcastChannel other tabs see changes when they are loaded again.
 */
export class Changes {
  readonly #listeners = new Set<(origin: ChangeOrigin) => void>()
  readonly #channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(channelName)

  /** @param databaseName other databases (of tests) are none of our business */
  constructor(readonly databaseName: string) {
    if (this.#channel)
      this.#channel.onmessage = ({ data }: MessageEvent<unknown>) => {
        if (data === databaseName) this.#tell('elsewhere')
      }
  }

  announce(): void {
    this.#channel?.postMessage(this.databaseName)
    this.#tell('here')
  }

  /** @returns what ends it */
  listen(listener: (origin: ChangeOrigin) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  close(): void {
    this.#listeners.clear()
    this.#channel?.close()
  }

  #tell(origin: ChangeOrigin): void {
    for (const listener of this.#listeners) listener(origin)
  }
}
