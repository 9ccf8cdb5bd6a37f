import { describe, expect, test } from 'vitest'
import { Drawing, type NetworkChoice } from '../../../src/measurement/drawing.ts'

const choice: NetworkChoice = {
  spaces: ['synthetic'],
  networks: [],
  seed: 1,
  size: 32,
  design: 'random',
  depth: null,
  mflop: null,
  mb: null,
}
const drawing = new Drawing()
const keys = async (change: Partial<NetworkChoice>, count: number) =>
  (await drawing.records({ ...choice, ...change }, count)).map(({ space, key }) => `${space} ${key}`)

describe('the networks of a choice', () => {
  test('are first those that are named, then those that are drawn', async () => {
    expect(await keys({ networks: ['resnet18'] }, 3)).toEqual([
      'zoo resnet18,size=32',
      'synthetic size=32,seed=1,index=0',
      'synthetic size=32,seed=1,index=1',
    ])
    expect(await keys({ networks: ['resnet18'], spaces: [], size: null }, 9)).toEqual(['zoo resnet18'])
    expect(await keys({ networks: ['resnet18', 'densenet121'] }, 1)).toEqual(['zoo resnet18,size=32'])
  })

  test('have the one key that their space has, whatever they were called', async () => {
    expect(await keys({ networks: ['mobilenet_v1'], spaces: [] }, 1)).toEqual(['zoo mobilenet_w1,size=32'])
  })

  test('are distinct, also where a named one is drawn again', async () => {
    const records = await drawing.records({ ...choice, networks: ['resnet18'], spaces: ['zoo'] }, 1000)
    expect(new Set(records.map(({ id }) => id)).size).toBe(records.length)
  })

  test('keep their budget, depth and design', async () => {
    for (const { flops, peakBytes, key } of await drawing.previews(
      { ...choice, mflop: 40, mb: 20, depth: 6, design: 'stratified' },
      4,
    )) {
      expect(flops).toBeLessThanOrEqual(40e6)
      expect(peakBytes).toBeLessThanOrEqual(20e6)
      expect(key).toContain('blocks=6')
    }
  })

  test('are refused with a sentence where a name or a budget cannot be met', async () => {
    await expect(keys({ networks: ['resnt18'] }, 1)).rejects.toThrow('The nearest name is "resnet18"')
    await expect(keys({ mflop: 1 }, 1)).rejects.toThrow(/^None of \d+ networks/)
    await expect(keys({ spaces: ['nowhere'] }, 1)).rejects.toThrow('There is no space "nowhere"')
  })
})

test('every network of the zoo can be chosen by name', async () => {
  const named = await drawing.named()
  expect(named.length).toBeGreaterThan(100)
  expect(named.find(({ name }) => name === 'resnet18')?.title).toBe('ResNet-18')
})
