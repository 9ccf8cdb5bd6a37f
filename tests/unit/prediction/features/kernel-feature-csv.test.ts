import { describe, expect, it } from 'vitest'
import { exportKernelCsv } from '../../../../src/dataset/csv.ts'
import type { DatasetStore } from '../../../../src/dataset/store.ts'
import {
  exportedFeatures,
  exportKernelFeatureCsv,
} from '../../../../src/prediction/features/kernel-feature-csv.ts'
import { kernelFeatures } from '../../../../src/prediction/features/kernel-features.ts'
import { withStore } from '../../../fixtures/indexed-db.ts'
import { sampleKernelMeasurement } from '../../../fixtures/records.ts'

const samples = (['wasm', 'webgpu', 'webgl'] as const).flatMap((backend) =>
  Array.from({ length: 3 }, (_, network) => sampleKernelMeasurement({ backend, network })),
)

async function tableOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<Record<string, string>[]> {
  const [names = '', ...lines] = (await new Response(stream).text()).trimEnd().split('\r\n')
  return lines.map((line) => {
    const cells = [...line.matchAll(/(?:^|,)("(?:[^"]|"")*"|[^,]*)/g)].map(([, cell]) => cell!)
    return Object.fromEntries(names.split(',').map((name, place) => [name, cells[place]!]))
  })
}

async function filled(work: (store: DatasetStore) => Promise<void>): Promise<void> {
  await withStore(async (store) => {
    for (const { measurement, architecture, platform } of samples)
      await store.add(measurement, architecture, platform)
    await work(store)
  })
}

describe('the table of kernel features', () => {
  it('has every kernel of the selection once, all programs and all time accounted for', () =>
    filled(async (store) => {
      for (const filter of [{}, { backend: 'webgpu' as const }]) {
        const programs = await tableOf(exportKernelCsv(store, filter))
        const kernels = await tableOf(exportKernelFeatureCsv(store, filter))
        const sum = (table: Record<string, string>[], name: string) =>
          table.reduce((total, row) => total + Number(row[name]), 0)
        expect(kernels.length).toBeGreaterThan(10)
        expect(sum(kernels, 'programs')).toBe(programs.length)
        expect(sum(kernels, 'in_network_ms')).toBeCloseTo(sum(programs, 'in_network_ms'), 6)
        const places = new Set(programs.map((row) => `${row['measurement_id']} ${row['position']}`))
        for (const row of kernels) expect(places).toContain(`${row['measurement_id']} ${row['position']}`)
      }
    }))

  it('has a number in every cell of a feature, and only what is known without a predictor', () =>
    filled(async (store) => {
      const [row, ...others] = await tableOf(exportKernelFeatureCsv(store))
      const names = exportedFeatures.map(({ name }) => name)
      expect(Object.keys(row!).slice(-names.length)).toEqual(names)
      for (const one of [row!, ...others])
        for (const name of names) expect(one[name], name).toMatch(/^-?\d+(\.\d+)?(e[+-]?\d+)?$/)
    }))

  it('leaves out the features that depend on what was learnt, and no others', () => {
    const work = { workgroups: 70, innerLoop: 9 } as never
    const differs = ({ compute }: { compute: (of: never) => number }, place: number) =>
      compute(work) !== kernelFeatures(16)[place]!.compute(work) && !Number.isNaN(compute(work))
    const learnt = kernelFeatures(1).filter(differs)
    const exported = new Set(exportedFeatures.map(({ name }) => name))
    expect(kernelFeatures(1).filter(({ name }) => !exported.has(name))).toHaveLength(learnt.length)
    for (const { name } of learnt) expect(exported).not.toContain(name)
  })

  it('is a line of names where there are no kernels', () =>
    withStore(async (store) => expect(await tableOf(exportKernelFeatureCsv(store))).toEqual([])))
})
