import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { describe as command } from '../../../scripts/lab/describe.ts'
import { UsageError } from '../../../scripts/lab/options.ts'
import { architectureId } from '../../../src/architecture/identity.ts'
import { idOf } from '../../../src/dataset/identity.ts'
import { spaces } from '../../../src/spaces/registry.ts'
import { zooSpace } from '../../../src/spaces/zoo/space.ts'
import { sampleDataset } from '../../fixtures/records.ts'

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

  describe('for a platform of a dataset file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'inferometer-describe-'))
    afterAll(() => rmSync(folder, { recursive: true }))
    const fileOf = (name: string, content: unknown): string => {
      const path = join(folder, name)
      writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
      return path
    }
    const dataset = sampleDataset({ networks: 0, platforms: 3, seed: 1 })
    const changed = { ...dataset.platforms[2]!, flags: { WEBGL_PACK: false } }
    const unpacked = { ...changed, id: idOf(changed) }
    const platforms = [...dataset.platforms, unpacked]
    const file = fileOf('dataset.json', { ...dataset, platforms, format: 'inferometer-dataset', version: 1 })
    const programsOf = async (...more: string[]): Promise<string> => {
      lines.length = 0
      await command.run(['--key', 'mobilenet_v1', '--plan', 'webgl', '--json', ...more])
      const { plan } = JSON.parse(lines[0]!) as { plan: { program: string }[] }
      return plan.map(({ program }) => program).join()
    }

    test('tells the plan for its flags: the first of the backend, or the one of an id', async () => {
      const standard = await programsOf()
      expect(await programsOf('--platform', file)).toBe(standard)
      const other = await programsOf('--platform', file, '--platform-id', unpacked.id)
      expect(other).not.toBe(standard)
      expect(await programsOf('--fusion', 'off')).not.toBe(standard)
    })

    test.each<[string, string, RegExp]>([
      ['a file that is missing', join(folder, 'none.json'), /cannot be read \(ENOENT\)/],
      ['a folder', folder, /It is no file/],
      ['no JSON', fileOf('text.json', 'hello'), /could not be read to its end as JSON/],
      ['another format', fileOf('other.json', { platforms }), /not an Inferometer dataset/],
      [
        'a platform that was changed',
        fileOf('changed.json', {
          format: 'inferometer-dataset',
          version: 1,
          platforms: [{ ...unpacked, flags: { WEBGL_PACK: true } }],
        }),
        /has no platform of webgl\. 1 of its platforms cannot be read, such as platforms\[0\]: Its id does not match/,
      ],
      [
        'nested too deeply',
        fileOf(
          'deep.json',
          `{"format":"inferometer-dataset","version":1,"platforms":[${'['.repeat(40)}${']'.repeat(40)}]}`,
        ),
        /It is nested too deeply/,
      ],
    ])('refuses %s', async (__, path, sentence) => {
      const fault = await programsOf('--platform', path).catch((error: unknown) => error)
      expect(fault).toBeInstanceOf(UsageError)
      expect((fault as UsageError).message).toMatch(sentence)
    })

    test('refuses options that say nothing without another one', async () => {
      const run = (...args: string[]) => command.run(['--key', 'resnet18', '--json', ...args])
      await expect(run('--fusion', 'off')).rejects.toThrow('need --plan')
      await expect(run('--platform', file)).rejects.toThrow('need --plan')
      await expect(run('--plan', 'webgl', '--platform-id', unpacked.id)).rejects.toThrow('needs --platform')
      const wrong = ['--platform', file, '--platform-id', dataset.platforms[0]!.id]
      await expect(run('--plan', 'webgl', ...wrong)).rejects.toThrow(/has no platform of webgl with the id/)
    })
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
