import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { architectureRecord } from '../../../src/dataset/identity.ts'
import type { Measurement } from '../../../src/dataset/record.ts'
import { Campaign, type CampaignRequest } from '../../../src/measurement/campaign.ts'
import { Engine } from '../../../src/measurement/engine.ts'
import type { EngineHost } from '../../../src/measurement/engine-host.ts'
import { openJournal, type Journal } from '../../../src/measurement/journal.ts'
import { operationProtocol } from '../../../src/measurement/protocol.ts'
import { RuntimeFault, type KernelPass } from '../../../src/runtimes/runtime.ts'
import { freshIndexedDb } from '../../fixtures/indexed-db.ts'
import { chainOf, simulated } from '../../fixtures/simulated-network.ts'

let journal: Journal
beforeEach(async () => {
  freshIndexedDb()
  // What a page has and Node.js has not; a hidden page draws no frames either.
  vi.stubGlobal('navigator', { userAgent: 'Node.js' })
  vi.stubGlobal('localStorage', { getItem: () => null, removeItem: () => undefined })
  vi.stubGlobal('requestAnimationFrame', () => 0)
  vi.stubGlobal('crossOriginIsolated', false)
  journal = await openJournal()
})
afterEach(() => {
  journal.close()
  vi.unstubAllGlobals()
})

const request: CampaignRequest = {
  campaignId: 'campaign',
  seed: 1,
  architectures: [3, 4, 5].map((count) =>
    architectureRecord({ space: 'test', key: `chain-${count}`, architecture: chainOf(count) }),
  ),
  configurations: [
    {
      runtime: 'tfjs',
      backend: 'webgpu',
      threads: 1,
      fusion: 'on',
      selection: 'standard',
      precision: 'fp32',
    },
  ],
  protocol: {
    ...operationProtocol,
    kernelTimes: 'on',
    samplingMs: 20,
    warmupMs: 20,
    kernelSamplingMs: 20,
    isolatedSamplingMs: 20,
    kernelTimeoutMs: 50,
    revisitShare: 0,
  },
  order: 'given',
}

interface Faults {
  /** Answers for the inference with a clock, counted from 0 over all engines, or does not. */
  readonly timeKernels?: (pass: number, lose: (fault: RuntimeFault) => void) => Promise<KernelPass>
  readonly ceilings?: () => Promise<never>
}

/** A campaign on engines over simulated devices, and how many were opened for each backend. */
function campaignOn({ timeKernels, ceilings }: Faults) {
  const kept: Measurement[] = []
  let passes = 0
  const seen = { opened: 0, askedForCeilings: 0 }
  const engines: EngineHost = {
    open({ backend }) {
      if (backend === 'webgpu') seen.opened++
      const { runtime, lose } = simulated({ kernelsMs: [1] })
      const prepare: typeof runtime.prepare = ({ nodes }) => {
        const { executable } = simulated({ kernelsMs: nodes.slice(1).map((_, place) => 1 + place) })
        return timeKernels ? { ...executable, timeKernels: () => timeKernels(passes++, lose) } : executable
      }
      const engine = new Engine(() => Promise.resolve({ ...runtime, prepare }))
      const measureCeilings = engine.ceilings.bind(engine)
      engine.ceilings = (...asked) => {
        seen.askedForCeilings++
        return ceilings?.() ?? measureCeilings(...asked)
      }
      return { api: engine, close: () => undefined }
    },
  }
  const campaign = new Campaign(request, {
    store: { add: (measurement) => Promise.resolve(void kept.push(measurement)) },
    journal,
    engines,
    planner: null,
    app: { version: '0', commit: 'test' },
    onProgress: () => undefined,
  })
  const ownRecords = () => kept.filter(({ context }) => !context.tags.includes('canary'))
  return { campaign, seen, ownRecords }
}

describe('an engine that is spent on the kernels of a network', () => {
  it.each<[string, NonNullable<Faults['timeKernels']>]>([
    [
      'loses its device',
      (pass, lose) => {
        if (pass === 0) lose(new RuntimeFault('device-lost', 'gone'))
        return Promise.reject(new Error('The buffer cannot be mapped.'))
      },
    ],
    [
      'does not answer',
      (pass) => (pass === 0 ? new Promise(() => {}) : Promise.reject(new Error('A query failed.'))),
    ],
  ])('keeps its times and is not asked again, where it %s', async (_, timeKernels) => {
    const { campaign, seen, ownRecords } = campaignOn({ timeKernels })
    expect(await campaign.run()).toMatchObject({ phase: 'done', done: 3, note: null })
    expect(ownRecords().map(({ status }) => status)).toEqual(['ok', 'ok', 'ok'])
    expect(ownRecords()[0]).toMatchObject({ kernels: { inNetwork: null, isolated: null }, account: null })
    // The others fail without leaving anything behind, on one engine.
    expect(seen.opened).toBe(2)
  })
})

describe('a tab that ends while ceilings are measured', () => {
  it('has been killed by no network, and is not asked for them again', async () => {
    const first = campaignOn({ ceilings: () => new Promise(() => {}) })
    // Never ends, as in a tab that was killed: nothing is cleaned up.
    void first.campaign.run()
    await expect.poll(() => first.seen.askedForCeilings, { timeout: 10_000 }).toBe(1)
    expect(await journal.pending(request.campaignId)).toBeUndefined()
    const second = campaignOn({})
    expect(await second.campaign.run()).toMatchObject({ phase: 'done', done: 3, note: null })
    expect(second.seen.askedForCeilings).toBe(0)
    expect(second.ownRecords().map(({ status }) => status)).toEqual(['ok', 'ok', 'ok'])
    for (const record of second.ownRecords()) expect(record).toMatchObject({ ceilings: null })
  })
})
