import { describe, expect, test } from 'vitest'
import { zooSpace } from '../../../../src/spaces/zoo/space.ts'
import { differences, isThere, nodeCounts, publicNames, type Exception } from './public-table.ts'

const families = [
  'bagnet',
  'bninception',
  'densenet',
  'diracnet',
  'dla',
  'hardnet',
  'hrnet',
  'peleenet',
  'preresnet',
  'regnet',
  'resnet',
  'resnext',
  'sepreresnet',
  'seresnet',
  'vovnet',
]

/** Sides and channels of the maps that are pooled. */
const pooledInTwo = (maps: readonly (readonly [number, number])[]): Exception => ({
  operations: {
    onlyOurs: maps.map(
      ([side, channels]) => `avgPool ${side}x${channels} -> ${side / 2}x${channels} kernel 2 stride 2`,
    ),
    onlyTheirs: maps.flatMap(([side, channels]) => [
      `avgPool ${side}x${channels} -> ${side - 1}x${channels} kernel 2 stride 1`,
      `avgPool ${side - 1}x${channels} -> ${side / 2}x${channels} kernel 1 stride 2`,
    ]),
  },
  moreNodes: maps.length,
  reason:
    'the TensorFlow definition pools with stride 1, then takes every second value; the original does not',
})

const exceptions: Readonly<Record<string, Exception>> = {
  densenet121: pooledInTwo([
    [56, 128],
    [28, 256],
    [14, 512],
  ]),
  densenet169: pooledInTwo([
    [56, 128],
    [28, 256],
    [14, 640],
  ]),
  // Its pools are a larger part of the work than a DenseNet's.
  peleenet: {
    ...pooledInTwo([
      [56, 128],
      [28, 256],
      [14, 512],
    ]),
    flops: 0.0021,
  },
}

describe.skipIf(!isThere)('the public table of 102 networks: residual and dense families', () => {
  const names = publicNames.filter((name) => families.some((family) => name.startsWith(family)))

  test('has 56 of them', () => {
    expect(names.length).toBe(56)
  })

  test.each(names)('agrees on %s', (name) => {
    expect(differences(name, zooSpace.fromKey(name), exceptions[name])).toEqual([])
  })

  test.each(names)('has as many nodes of %s, elementwise ones included', (name) => {
    const { ours, theirs } = nodeCounts(name, zooSpace.fromKey(name), exceptions[name])
    expect(ours).toBe(theirs)
  })
})
