import { describe, expect, it } from 'vitest'
import { totalCost } from '../../../src/architecture/cost.ts'
import type { Architecture } from '../../../src/architecture/graph.ts'
import { copySize, productSize } from '../../../src/measurement/ceiling-networks.ts'
import { measureCeilings } from '../../../src/measurement/ceilings.ts'
import { standardProtocol } from '../../../src/measurement/protocol.ts'
import { RuntimeFault, type Runtime } from '../../../src/runtimes/runtime.ts'
import { simulated } from '../../fixtures/simulated-network.ts'

const gib = 2 ** 30
const floor = { clockStepUs: 5, syncFloorMs: 0.1 }

/** A device that reaches so much, and asks for what it is not able to. */
function device(
  { flopsPerMs = 1e9, bytesPerMs = 1e8, isSoftware = false },
  refuse: (architecture: Architecture) => void = () => undefined,
) {
  const asked: string[] = []
  const whole = simulated({ kernelsMs: [1], isSoftware })
  let nowMs = 0
  let doneMs = 0
  const prepare: Runtime['prepare'] = (architecture) => {
    asked.push(architecture.label)
    refuse(architecture)
    const { flops, bytesRead, bytesWritten } = totalCost(architecture)
    const timeMs = Math.max(flops / flopsPerMs, (bytesRead + bytesWritten) / bytesPerMs)
    return {
      ...whole.executable,
      run: () => {
        nowMs += 0.005
        doneMs = Math.max(doneMs, nowMs) + timeMs
      },
      sync: () => {
        nowMs = Math.max(nowMs, doneMs) + floor.syncFloorMs
        return Promise.resolve()
      },
    }
  }
  const runtime = { ...whole.runtime, prepare }
  return {
    asked,
    lose: whole.lose,
    measure: (budgetBytes: number) =>
      measureCeilings(runtime, standardProtocol, floor, budgetBytes, () => nowMs),
  }
}

describe('the ceilings of a device', () => {
  it.each([
    ['a phone', 1e8, 2e7],
    ['a GPU', 1e10, 1e9],
  ])('are what %s reaches with a large product and a large copy', async (_, flopsPerMs, bytesPerMs) => {
    const found = await device({ flopsPerMs, bytesPerMs }).measure(100 * gib)
    expect(found!.flopsPerSecond / (1000 * flopsPerMs)).toBeGreaterThan(0.9)
    expect(found!.flopsPerSecond).toBeLessThanOrEqual(1000 * flopsPerMs)
    expect(found!.bytesPerSecond / (1000 * bytesPerMs)).toBeGreaterThan(0.9)
    expect(found!.bytesPerSecond).toBeLessThanOrEqual(1000 * bytesPerMs)
  })

  it('grow with the device, and not beyond what it takes', async () => {
    const slow = device({ flopsPerMs: 1e7, bytesPerMs: 1e6 })
    await slow.measure(100 * gib)
    const fast = device({ flopsPerMs: 1e10, bytesPerMs: 1e9 })
    await fast.measure(100 * gib)
    expect(slow.asked.length).toBeLessThan(fast.asked.length)
    expect(slow.asked).toHaveLength(3)
  })

  it.each([
    // 15 outputs of 4 MiB and an input are 64; the next size needs 256.
    ['many outputs behind one sync', 1e10, 'copy 128x128x64'],
    // Two outputs of 16 MiB and an input are 48.
    ['few outputs behind one sync', 2.8e6, 'copy 256x256x64'],
  ])('stay within a quarter of the memory of a network, with %s', async (_, bytesPerMs, largest) => {
    const found = device({ flopsPerMs: 1e11, bytesPerMs })
    await found.measure(gib / 4)
    expect(found.asked.filter((label) => label.startsWith('copy')).at(-1)).toBe(largest)
  })

  it('are tiny where a CPU emulates the GPU', async () => {
    const found = device({ isSoftware: true })
    await found.measure(100 * gib)
    expect(found.asked).toEqual([productSize(0), copySize(0)].map((size) => size!.architecture.label))
  })

  it('are those of the sizes that it did not refuse', async () => {
    const found = device({ flopsPerMs: 1e10, bytesPerMs: 1e9 }, ({ label }) => {
      if (label === 'copy 512x512x64') throw new RuntimeFault('exceeds-limits', 'too large')
    })
    expect((await found.measure(100 * gib))!.bytesPerSecond).toBeGreaterThan(0.8e12)
  })

  it('are unknown where it refuses all, or has no memory', async () => {
    const found = device({}, () => {
      throw new RuntimeFault('unsupported-operation', 'no')
    })
    expect(await found.measure(100 * gib)).toBeNull()
    expect(await device({}).measure(1000)).toBeNull()
  })

  it('end with the device', async () => {
    const found = device({}, () => {
      found.lose(new RuntimeFault('device-lost', 'gone'))
      throw new Error('A call failed.')
    })
    await expect(found.measure(100 * gib)).rejects.toMatchObject({ code: 'device-lost' })
  })

  it('are none where the device reports an error, though every call answers', async () => {
    const found = device({}, ({ label }) => {
      if (label === copySize(0)!.architecture.label)
        found.lose(new RuntimeFault('error', 'A buffer could not be made.'))
    })
    await expect(found.measure(100 * gib)).rejects.toMatchObject({ code: 'error' })
  })
})

describe('the networks of the ceilings', () => {
  it('grow by four to nine, and count their work', () => {
    for (const sizes of [productSize, copySize]) {
      for (let size = 1; sizes(size); size++) {
        const growth = sizes(size)!.work / sizes(size - 1)!.work
        expect(growth).toBeGreaterThanOrEqual(4)
        expect(growth).toBeLessThanOrEqual(9)
      }
      expect(sizes(99)).toBeNull()
    }
    // Multiply-adds count as 2; a copy reads and writes 4 bytes a value.
    expect(productSize(0)!.work).toBe(2 * 16 * 16 * 128 * 128)
    expect(copySize(0)!.work).toBe(2 * 4 * 128 * 128 * 64)
  })
})
