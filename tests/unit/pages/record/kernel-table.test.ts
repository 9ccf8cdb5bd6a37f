import { describe, expect, it } from 'vitest'
import { kernelTimesOf } from '../../../../src/dataset/kernels.ts'
import { kernelTable } from '../../../../src/pages/record/kernel-table.ts'
import { sampleKernelMeasurement } from '../../../fixtures/records.ts'

function tableOf(options?: Parameters<typeof sampleKernelMeasurement>[0]) {
  const { measurement, architecture } = sampleKernelMeasurement(options)
  const calls = kernelTimesOf(measurement, architecture)
  const table = kernelTable(measurement.kernels!, calls, architecture.graph)
  const place = (name: string) => table.columns.findIndex((column) => column.name === name)
  return { ...table, calls, cell: (row: number, name: string) => table.rows[row]![place(name)]! }
}

describe('the table of kernels', () => {
  it('has a row for each kernel, and a cell for each column', () => {
    const { rows, columns, calls } = tableOf()
    expect(rows).toHaveLength(calls.length)
    for (const row of rows) expect(row).toHaveLength(columns.length)
  })

  it('keeps times in the network and alone apart', () => {
    const { cell, calls } = tableOf()
    expect(cell(0, 'In network').value).toBe(calls[0]!.inNetwork!.ms)
    expect(cell(0, 'Alone').value).toBe(calls[0]!.isolated!.time.ms)
    expect(cell(0, 'In network').value).not.toBe(cell(0, 'Alone').value)
    expect(cell(0, 'GB/s').value).toBeCloseTo(calls[0]!.bytes / calls[0]!.inNetwork!.ms / 1e6)
  })

  it('says why a cell is empty, and never writes 0 for it', () => {
    const { cell, reasons } = tableOf()
    for (const name of ['In network', 'Share', 'GFLOP/s', 'GB/s'])
      expect(cell(5, name)).toEqual({ text: '–', value: null, reason: 'The clock gave no valid time.' })
    expect(reasons).toEqual(['The clock gave no valid time.'])
  })

  it('puts a time of several kernels at the first of them, with the rates of all', () => {
    const { cell, columns, calls } = tableOf({ backend: 'webgl' })
    expect(columns.find(({ name }) => name === 'GFLOP/s')!.unit).toBe('alone')
    expect(cell(0, 'In network').reason).toBe('Not timed inside of an inference.')
    expect(cell(0, 'Alone').detail).toContain('2 kernels')
    expect(cell(1, 'Alone').reason).toBe('Timed together with the kernel before it.')
    const [first, second] = calls
    expect(cell(0, 'GFLOP/s').value).toBeCloseTo(
      (first!.flops + second!.flops) / first!.isolated!.time.ms / 1e6,
    )
  })

  it('has no rate for a time that the clock calls 0', () => {
    const { measurement, architecture } = sampleKernelMeasurement()
    const run = measurement.kernels!
    const times = run.inNetwork!.times.map((time) => time && { ...time, ms: 0, low: 0 })
    const kernels = { ...run, inNetwork: { ...run.inNetwork!, times } }
    const { rows } = kernelTable(kernels, kernelTimesOf({ kernels }, architecture), architecture.graph)
    expect(rows[0]!.slice(2, 3)).toMatchObject([{ value: 0 }])
    expect(rows[0]!.filter(({ reason }) => reason?.startsWith('The time is below'))).toHaveLength(2)
  })

  it('lists what ran where nothing was timed', () => {
    const { cell } = tableOf({ inNetwork: false, isolated: false })
    expect(cell(0, 'Share').reason).toBe('Not timed alone.')
    expect(cell(0, 'Program').value).toBe('Im2ColProgram')
  })

  it('has no programs on WASM', () => {
    const { cell } = tableOf({ backend: 'wasm' })
    expect(cell(0, 'Kernel').value).toBe('FusedConv2D')
    expect(cell(0, 'Program').value).toBeNull()
  })
})
