/** Hands a file to the browser's downloads. */
export function saveFile(content: Blob, name: string): void {
  const address = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // The download has its own hold on the content once it has begun; Safari begins late.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}

/** `inferometer-2026-03-14.json`, by the day in UTC. */
export const datedName = (ending: string, now = new Date()): string =>
  `inferometer-${now.toISOString().slice(0, 10)}.${ending}`
