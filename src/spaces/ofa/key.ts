import { inputSizeRange } from '../space.ts'
import { parseWholeNumber } from '../whole-number.ts'

/** What each slot and each stage chooses from. */
export const options = { kernels: '357', expansions: '346', depths: '234' } as const
export const stages = 5
export const slotsPerStage = 4
const slots = stages * slotsPerStage

/** Digits, one a slot or a stage; the slots past the depth of a stage have 0. */
export interface OfaKey {
  readonly kernels: string
  readonly expansions: string
  readonly depths: string
  /** Height and width of the input, pixels. */
  readonly resolution: number
}

const isUsed = (depths: string, slot: number): boolean =>
  slot % slotsPerStage < Number(depths[Math.floor(slot / slotsPerStage)])

/** The digits with 0 in the slots that the depths leave out. */
const masked = (digits: string, depths: string): string =>
  [...digits].map((digit, slot) => (isUsed(depths, slot) ? digit : '0')).join('')

export const keyText = ({ kernels, expansions, depths, resolution }: OfaKey): string =>
  `ks=${kernels},e=${expansions},d=${depths},r=${resolution}`

/** Why the digits are none of the space; null where they are. */
function problemOf({ kernels, expansions, depths }: Omit<OfaKey, 'resolution'>): string | null {
  const wrong = (digits: string, count: number, from: string) =>
    digits.length !== count || [...digits].some((digit) => !from.includes(digit))
  if (wrong(depths, stages, options.depths)) return `the depths are ${stages} digits of ${options.depths}`
  if (wrong(kernels, slots, options.kernels)) return `the kernels are ${slots} digits of ${options.kernels}`
  if (wrong(expansions, slots, options.expansions))
    return `the expansions are ${slots} digits of ${options.expansions}`
  return null
}

/**
 * The key of a row of the public table, whose unused slots have digits too.
 * @throws {RangeError} where a digit or the resolution is none of the space.
 */
export function keyOfRow(kernels: string, expansions: string, depths: string, resolution: number): string {
  const problem = problemOf({ kernels, expansions, depths })
  if (problem) throw new RangeError(`ks=${kernels}, e=${expansions}, d=${depths} are no subnet: ${problem}.`)
  parseWholeNumber(String(resolution), 'The resolution', inputSizeRange)
  return keyText({
    kernels: masked(kernels, depths),
    expansions: masked(expansions, depths),
    depths,
    resolution,
  })
}

/** @throws {RangeError} that quotes the key where it is none, and spells it where unused slots have digits. */
export function parseKey(key: string): OfaKey {
  const fault = `"${key}" names no subnet of once-for-all`
  const [, kernels = '', expansions = '', depths = '', r = ''] =
    /^ks=([0-9]*),e=([0-9]*),d=([0-9]*),r=([^]*)$/.exec(key) ?? []
  // A used slot has no 0, so any digit may stand for it here: what is masked again must be the same.
  const filled = (digits: string, from: string) =>
    [...digits]
      .map((digit, slot) => (digit === '0' && !isUsed(depths, slot) ? from.slice(0, 1) : digit))
      .join('')
  const problem = problemOf({
    kernels: filled(kernels, options.kernels),
    expansions: filled(expansions, options.expansions),
    depths,
  })
  if (problem)
    throw new RangeError(`${fault}: in "ks=…,e=…,d=…,r=224" ${problem}, with 0 in slots past the depth.`)
  const resolution = parseWholeNumber(r, `${fault}: the resolution`, inputSizeRange)
  const used = {
    kernels: masked(kernels, depths),
    expansions: masked(expansions, depths),
    depths,
    resolution,
  }
  if (used.kernels !== kernels || used.expansions !== expansions)
    throw new RangeError(
      `${fault}: slots past the depth of their stage have 0; the same network is written "${keyText(used)}".`,
    )
  return used
}
