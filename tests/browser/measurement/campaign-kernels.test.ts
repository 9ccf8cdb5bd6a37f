import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createEngineHost } from '../../../src/app/engine-host.ts'
import { endPlanning, workerPlanner } from '../../../src/app/planning-worker.ts'
import type { Configuration } from '../../../src/dataset/record.ts'
import type { EngineHost } from '../../../src/measurement/engine-host.ts'
import { openJournal, type Journal } from '../../../src/measurement/journal.ts'
import type { KernelPlanner } from '../../../src/measurement/planning.ts'
import { campaignWith, configuration, request } from '../../fixtures/campaigns.ts'

let journal: Journal
beforeEach(async () => {
  indexedDB.deleteDatabase('journal-of-kernel-test')
  journal = await openJournal('journal-of-kernel-test')
})
afterEach(() => {
  journal.close()
  endPlanning()
})

const withKernels = (configurations: Configuration[], networks: number) => {
  const base = request(configurations, networks)
  return { ...base, protocol: { ...base.protocol, kernelTimes: 'on' } } as const
}

/** Real engines that tell when they are asked for their ceilings. */
function countedCeilings(note: () => void): EngineHost {
  const host = createEngineHost()
  return {
    open(asked) {
      const session = host.open(asked)
      const { api } = session
      return {
        close: () => {
          session.close()
        },
        api: {
          start: (...question) => api.start(...question),
          measure: (...question) => api.measure(...question),
          output: (...question) => api.output(...question),
          stop: () => api.stop(),
          ceilings: async (...question) => {
            note()
            return api.ceilings(...question)
          },
        },
      }
    },
  }
}

describe('a campaign with kernels', () => {
  it('finds what the device reaches once, and asks for a plan of each network when it was measured', async () => {
    const base = withKernels([configuration('wasm')], 2)
    const asked = { ...base, protocol: { ...base.protocol, revisitShare: 0.5, blockSize: 1 } }
    const planned: boolean[] = []
    const planner: KernelPlanner = {
      plan: async () => {
        planned.push((await journal.pending(asked.campaignId))?.measured?.status === 'ok')
        return []
      },
    }
    let ceilings = 0
    const engines = countedCeilings(() => ceilings++)
    const { campaign, kept, ownRecords } = campaignWith(journal, asked, { planner, engines })
    expect(await campaign.run()).toMatchObject({ phase: 'done', done: 3 })
    // What was measured was in the journal before anything was planned.
    expect(planned).toEqual([true, true, true])
    expect(ceilings).toBe(1)
    const roofs = new Set<unknown>()
    for (const record of ownRecords()) {
      if (record.status !== 'ok') throw new Error(record.reason.message)
      // An empty plan misses every kernel.
      expect(record.kernels!.planMisses).toBe(record.kernels!.calls.length)
      roofs.add(JSON.stringify(record.ceilings))
    }
    expect(roofs.size).toBe(1)
    expect([...roofs][0]).toMatch(/flopsPerSecond/)
    const canaries = kept.filter(({ context }) => context.tags.includes('canary'))
    for (const record of canaries)
      expect(record).toMatchObject({ kernels: null, account: null, ceilings: null })
  })

  it('plans in a worker what runs: no kernel is missed on any backend', async () => {
    const asked = withKernels([configuration('wasm'), configuration('webgl'), configuration('webgpu')], 1)
    const { campaign, ownRecords } = campaignWith(journal, asked, { planner: workerPlanner })
    await campaign.run()
    const misses = ownRecords().map((record) => record.status === 'ok' && record.kernels?.planMisses)
    expect(misses).toEqual([0, 0, 0])
  })

  it('keeps what it measured where a planner fails', async () => {
    const planner: KernelPlanner = { plan: () => Promise.reject(new Error('no plan')) }
    const { campaign, ownRecords } = campaignWith(journal, withKernels([configuration('wasm')], 1), {
      planner,
    })
    expect(await campaign.run()).toMatchObject({ phase: 'done' })
    expect(ownRecords()[0]).toMatchObject({ status: 'ok', kernels: { planMisses: null } })
  })

  it('goes on without ceilings where they cannot be found', async () => {
    const engines = countedCeilings(() => {
      throw new Error('The device was lost.')
    })
    const { campaign, ownRecords } = campaignWith(journal, withKernels([configuration('wasm')], 2), {
      engines,
    })
    expect(await campaign.run()).toMatchObject({ phase: 'done', done: 2 })
    for (const record of ownRecords()) expect(record).toMatchObject({ status: 'ok', ceilings: null })
  })
})
