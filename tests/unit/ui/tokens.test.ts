import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const css = readFileSync(new URL('../../../src/ui/tokens.css', import.meta.url), 'utf8')
const colours = new Map(
  [...css.matchAll(/--([\w-]+): light-dark\((#[\da-f]{6}), (#[\da-f]{6})\)/g)].map(
    ([, name, light, dark]) => [name!, { light: light!, dark: dark! }],
  ),
)

/** Linear red, green and blue. */
const channels = (hex: string) =>
  [1, 3, 5].map((place) => {
    const channel = Number.parseInt(hex.slice(place, place + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })

/** Relative luminance (WCAG 2.2). */
function luminance(hex: string): number {
  const [red, green, blue] = channels(hex)
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
}

function contrast(one: string, other: string): number {
  const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (lighter! + 0.05) / (darker! + 0.05)
}

const surfaces = ['ground', 'surface', 'sunken']
const tones = ['tone-1', 'tone-2', 'tone-3', 'tone-4', 'tone-5']
const pairs: [string, string, number][] = [
  ...surfaces.flatMap((surface): [string, string, number][] => [
    ['ink', surface, 7],
    ['ink-quiet', surface, 4.5],
    ['accent', surface, 4.5],
    ['accent-strong', surface, 4.5],
    ['danger', surface, 4.5],
    // Borders of controls and marks of charts (WCAG 1.4.11).
    ['edge', surface, 3],
    ...tones.map((tone): [string, string, number] => [tone, surface, 3]),
  ]),
  ['on-accent', 'accent', 4.5],
  ['on-accent', 'accent-strong', 4.5],
]

describe.each(['light', 'dark'] as const)('in the %s scheme', (scheme) => {
  it.each(pairs)('%s on %s has a contrast of at least %d', (front, back, least) => {
    expect(contrast(colours.get(front)![scheme], colours.get(back)![scheme])).toBeGreaterThanOrEqual(least)
  })
})

/** Linear RGB as people without one kind of cones see it (Machado, Oliveira and Fernandes 2009, severity 1). */
const sights: Readonly<Record<string, readonly (readonly [number, number, number])[]>> = {
  'all colours': [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  'no red cones': [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  'no green cones': [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  'no blue cones': [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
}

const product = (rows: readonly (readonly number[])[], values: readonly number[]) =>
  rows.map((row) => row.reduce((sum, factor, place) => sum + factor * values[place]!, 0))

/** Oklab (Ottosson 2020): distances are about as large as differences look. */
function oklab(linear: readonly number[]): number[] {
  const cones = product(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    linear,
  ).map(Math.cbrt)
  return product(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    cones,
  )
}

describe.each(Object.keys(sights))('for eyes with %s', (sight) => {
  it.each(['light', 'dark'] as const)('all tones differ in the %s scheme', (scheme) => {
    const seen = tones.map((tone) =>
      oklab(
        product(sights[sight]!, channels(colours.get(tone)![scheme])).map((part) =>
          Math.min(1, Math.max(0, part)),
        ),
      ),
    )
    for (const [place, one] of seen.entries())
      for (const other of seen.slice(place + 1))
        // 0.02 is what can just be seen with both side by side.
        expect(Math.hypot(...one.map((part, axis) => part - other[axis]!))).toBeGreaterThan(0.1)
  })
})
