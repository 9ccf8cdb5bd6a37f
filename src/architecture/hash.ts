/** The finaliser of MurmurHash3: every bit of a 32-bit word depends on every other. */
export function scrambled(word: number): number {
  let hash = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}

/** A 32-bit word of two whose order counts. */
export const mixed = (hash: number, word: number): number => scrambled(Math.imul(hash, 0x9e3779b1) ^ word)

/** 32 bits of a text: FNV-1a over its UTF-16 units. */
export function stringHash(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash | 0
}
