import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { describe as command } from '../../../scripts/lab/describe.ts'
import { UsageError } from '../../../scripts/lab/options.ts'
import { architectureId } from '../../../src/architecture/identity.ts'
import { spaces } from '../../../src/spaces/registry.ts'
import { zooSpace } from '../../../src/spaces/zoo/space.ts'

describe('npm run lab -- describe', () => {
  const lines: string[] = []
  beforeEach(() => {
    lines.length = 0
    vi.spyOn(console, 'log').mockImplementation((text: string) => void lines.push(text))
  })
  afterEach(() => vi.restoreAllMocks())

  test('tells all of the zoo, one JSON object a line', async () => {
    expect(await command.run(['--space', 'zoo', '--size', '32', '--json'])).toBe(0)
    const told = lines.map((line) => JSON.parse(line) as { key: string; hash: string })
    expect(told).toHaveLength(zooSpace.size!)
    for (const { key, hash } of told.slice(0, 5)) expect(architectureId(zooSpace.fromKey(key))).toBe(hash)
    expect(Object.keys(told[0]!)).toEqual([
      'name',
      'key',
      'hash',
      'flops',
      'parameters',
      'bytesRead',
      'bytesWritten',
      'peakBytes',
      'operations',
    ])
  })

  test.each(spaces.map(({ name }) => name))('tells samples of %s', async (space) => {
    expect(await command.run(['--space', space, '--count', '2', '--seed', '3', '--json'])).toBe(0)
    expect(lines).toHaveLength(2)
  })

  test('tells one network of a key, as a table', async () => {
    await command.run(['--key', 'resnet18'])
    expect(lines).toHaveLength(2)
    expect(lines[1]).toMatch(/^resnet18 +3638\.0 +11699112 /)
  })

  test.each([
    ['webgpu', 'Conv2DMMProgram'],
    ['webgl', 'Im2ColPackedProgram'],
    ['wasm', ''],
  ])('tells the plan of a network for %s', async (backend, program) => {
    await command.run(['--key', 'resnet18', '--plan', backend, '--json'])
    const { plan } = JSON.parse(lines[0]!) as { plan: { kernel: string; program: string }[] }
    expect(plan[0]).toMatchObject({ kernel: 'FusedConv2D', program })
  })

  test('refuses what it does not know with the sentence of the space', async () => {
    await expect(command.run(['--key', 'resnt18'])).rejects.toThrow(UsageError)
    await expect(command.run(['--key', 'resnt18'])).rejects.toThrow('The nearest name is "resnet18"')
    await expect(command.run(['--space', 'zo'])).rejects.toThrow(UsageError)
    await expect(command.run(['--count', '0'])).rejects.toThrow(UsageError)
    await expect(command.run(['--key', 'resnet18', '--plan', 'webgpu'])).rejects.toThrow(
      '--plan needs --json',
    )
    await expect(command.run(['--space', 'synthetic', '--mflop', '1'])).rejects.toThrow(/^None of/)
  })
})
