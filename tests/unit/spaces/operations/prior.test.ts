import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parseKey } from '../../../../src/spaces/operations/key.ts'
import { operationsSpace } from '../../../../src/spaces/operations/space.ts'

const folder = new URL('../../../../../shared/data/', import.meta.url)
const isThere = existsSync(new URL('nnmeter_prior_conv.csv', folder))
if (!isThere) console.warn(`Skipped: nn-Meter's shapes in ${folder.pathname} are not on this machine.`)

/** What is compared: numbers with a factor, and what must be equal (kernel, stride, grouped or not). */
interface Shape {
  readonly numbers: readonly number[]
  readonly label: string
}

function rowsOf(kind: string): Record<string, number>[] {
  const [header = '', ...lines] = readFileSync(new URL(`nnmeter_prior_${kind}.csv`, folder), 'utf8')
    .trim()
    .split('\n')
  const names = header.split(',')
  return lines.map((line) =>
    Object.fromEntries(line.split(',').map((text, place) => [names[place]!, Number(text)])),
  )
}

const areNear = (one: Shape, other: Shape, factor: number): boolean =>
  one.label === other.label &&
  one.numbers.every((value, place) => {
    const ratio = value / other.numbers[place]!
    return ratio <= factor && ratio >= 1 / factor
  })

const share = (of: readonly Shape[], near: readonly Shape[], factor: number): number =>
  of.filter((one) => near.some((other) => areNear(one, other, factor))).length / of.length

function quantile(values: readonly number[], at: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(at * (sorted.length - 1))]!
}

/**
 * The shapes that nn-Meter samples around, of 24 networks, and 6000 drawn operations. They are not one distribution:
 * nn-Meter's is two thirds DenseNet, NASNet and Inception (wide, 7 to 56 pixels), ours half synthetic networks and half a
 * zoo of mobile networks with squeeze-and-excite (1 pixel) and large first maps. So: what they have is in our range.
 */
describe.skipIf(!isThere)('drawn operations and the shapes of nn-Meter', () => {
  const drawn = isThere
    ? [...operationsSpace.sample({ seed: 1, count: 6000 })].map(({ key }) => parseKey(key))
    : []
  const ofKind = (...kinds: string[]) => drawn.filter(({ kind }) => kinds.includes(kind))
  const read = (kind: string, shape: (row: Record<string, number>) => Shape) =>
    isThere ? rowsOf(kind).map(shape) : []

  const convolutions = {
    theirs: read('conv', ({ input_h = 0, cin = 0, cout = 0, ks, stride, groups = 1 }) => ({
      numbers: [input_h, cin, cout],
      label: `${ks} ${stride} ${groups > 1}`,
    })),
    ours: ofKind('conv2d').map(({ h, in: [cin = 0], out, kernel, stride, groups }) => ({
      numbers: [h, cin, out],
      label: `${kernel[0]} ${stride} ${groups > 1}`,
    })),
  }
  const depthwise = {
    theirs: read('dwconv', ({ input_h = 0, cin = 0, ks, stride }) => ({
      numbers: [input_h, cin],
      label: `${ks} ${stride}`,
    })),
    ours: ofKind('depthwiseConv2d').map(({ h, in: [cin = 0], kernel, stride }) => ({
      numbers: [h, cin],
      label: `${kernel[0]} ${stride}`,
    })),
  }
  const dense = {
    theirs: read('fc', ({ cin = 0, cout = 0 }) => ({ numbers: [cin, cout], label: '' })),
    ours: ofKind('dense').map(({ in: [cin = 0], out }) => ({ numbers: [cin, out], label: '' })),
  }
  const pools = {
    theirs: read('pooling', ({ input_h = 0, cin = 0, ks, stride }) => ({
      numbers: [input_h, cin],
      label: `${ks} ${stride}`,
    })),
    ours: ofKind('maxPool', 'avgPool').map(({ h, in: [cin = 0], kernel, stride }) => ({
      numbers: [h, cin],
      label: `${kernel[0]} ${stride}`,
    })),
  }

  // What METHODS.md says of a factor of 2.
  test('convolutions: 99 in 100 of theirs have one of ours within a factor of 2 in size and channels, 90 within 1.5', () => {
    expect(convolutions.theirs).toHaveLength(1251)
    expect(share(convolutions.theirs, convolutions.ours, 2)).toBeGreaterThanOrEqual(0.99)
    expect(share(convolutions.theirs, convolutions.ours, 1.5)).toBeGreaterThanOrEqual(0.9)
  })

  test('depthwise convolutions: all within a factor of 2, 99 in 100 within 1.5', () => {
    expect(depthwise.theirs).toHaveLength(276)
    expect(share(depthwise.theirs, depthwise.ours, 2)).toBe(1)
    expect(share(depthwise.theirs, depthwise.ours, 1.5)).toBeGreaterThanOrEqual(0.99)
  })

  test('pooling: all within a factor of 2', () => {
    expect(pools.theirs).toHaveLength(54)
    expect(share(pools.theirs, pools.ours, 2)).toBe(1)
  })

  test('dense: 64 in 100 of all within a factor of 2', () => {
    expect(dense.theirs).toHaveLength(28)
    expect(share(dense.theirs, dense.ours, 2)).toBeGreaterThanOrEqual(0.64)
  })

  test('dense: all classifiers within a factor of 2; the 4096 features of AlexNet and VGG are rare in ours', () => {
    const classifiers = dense.theirs.filter(({ numbers: [cin = 0, cout] }) => cin <= 2560 && cout === 1000)
    expect(classifiers.length).toBeGreaterThan(10)
    expect(share(classifiers, dense.ours, 2)).toBe(1)
  })

  test('quartiles of size and channels differ by a factor of 2.5 at the most', () => {
    for (const { theirs, ours } of [convolutions, depthwise])
      for (const place of theirs[0]!.numbers.keys())
        for (const at of [0.25, 0.5, 0.75]) {
          const [one, other] = [theirs, ours].map((shapes) =>
            quantile(
              shapes.map(({ numbers }) => numbers[place]!),
              at,
            ),
          )
          expect(Math.max(one! / other!, other! / one!)).toBeLessThanOrEqual(2.5)
        }
  })

  test('most of ours have one of theirs within a factor of 2: half would be no distribution of networks', () => {
    expect(share(convolutions.ours, convolutions.theirs, 2)).toBeGreaterThan(0.75)
    expect(share(depthwise.ours, depthwise.theirs, 2)).toBeGreaterThan(0.75)
  })
})
