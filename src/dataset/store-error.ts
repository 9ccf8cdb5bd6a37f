/** Why the store cannot do what was asked; `message` is a full sentence for people. */
export type StoreErrorCode = 'blocked' | 'unavailable' | 'quota' | 'version' | 'damaged'

const sentences: Record<StoreErrorCode, string> = {
  blocked:
    'Another tab still uses an older version of this site and holds the stored measurements. Nothing is lost: close the other tabs of this site, then reload this one.',
  unavailable:
    'This browser does not let this site keep data, so measurements cannot be stored here. Private windows and settings that block site data do this: allow site data, or open the site in an ordinary window.',
  quota:
    'The browser has no more room for this site. Everything that was stored before is kept, but this was not stored. Export the data, then delete what is no longer needed or free space on the device.',
  version:
    'A newer version of this site has taken over the stored measurements. They are all kept: reload this tab to go on.',
  damaged:
    'The browser could not read or write its storage. Nothing was changed by this site: reload the page, and export the data if it opens again.',
}

export class StoreError extends Error {
  override readonly name = 'StoreError'
  constructor(
    readonly code: StoreErrorCode,
    options?: ErrorOptions,
  ) {
    super(sentences[code], options)
  }
}

const codes: Readonly<Record<string, StoreErrorCode>> = {
  QuotaExceededError: 'quota',
  VersionError: 'version',
  // The connection was closed: a newer version in another tab asked for it.
  InvalidStateError: 'version',
  SecurityError: 'unavailable',
  NotAllowedError: 'unavailable',
  UnknownError: 'damaged',
  AbortError: 'damaged',
  NotFoundError: 'damaged',
  NotReadableError: 'damaged',
  TimeoutError: 'damaged',
  TransactionInactiveError: 'damaged',
}

/** What IndexedDB threw, as a `StoreError`; anything else is a mistake of ours and comes back as it is. */
export function storeErrorOf(error: unknown): unknown {
  const code = error instanceof Error || error instanceof DOMException ? codes[error.name] : undefined
  return code ? new StoreError(code, { cause: error }) : error
}
