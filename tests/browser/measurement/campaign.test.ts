import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Measurement } from '../../../src/dataset/record.ts'
import type { CampaignRequest, CampaignTools } from '../../../src/measurement/campaign.ts'
import { noteLeaving, openJournal, type Journal } from '../../../src/measurement/journal.ts'
import { campaignWith, configuration, request } from '../../fixtures/campaigns.ts'
import { spoiledEngines } from '../../fixtures/engines.ts'

let journal: Journal
beforeEach(async () => {
  localStorage.clear()
  indexedDB.deleteDatabase('journal-of-campaign-test')
  journal = await openJournal('journal-of-campaign-test')
})
afterEach(() => {
  journal.close()
})

const campaignOf = (asked: CampaignRequest, tools: Partial<CampaignTools> = {}) =>
  campaignWith(journal, asked, tools)

describe('a campaign', () => {
  it('measures every network on every backend, in blocks between canaries', async () => {
    const asked = { ...request([configuration('wasm'), configuration('webgl'), configuration('webgpu')], 2) }
    const { campaign, kept, ownRecords, told } = campaignOf(asked)
    expect(await campaign.run()).toMatchObject({ phase: 'done', done: 6, total: 6, note: null })
    expect(ownRecords().map(({ status }) => status)).toEqual(Array(6).fill('ok'))
    expect(kept.length).toBe(6 + 2 * 3)
    for (const record of ownRecords()) {
      if (record.status !== 'ok') continue
      expect(record.compileMs === null).toBe(record.configuration.backend === 'wasm')
      expect(record.coldMs).toBeGreaterThanOrEqual(record.firstMs)
      expect(record.latencyMs.samples.length).toBeGreaterThanOrEqual(3)
      expect(record.context.clockStepUs).toBeGreaterThan(0)
    }
    // Each configuration is compared with the cpu backend at its first network.
    const compared = ownRecords().filter((record) => record.status === 'ok' && record.maxAbsError !== null)
    expect(new Set(compared.map((record) => record.configuration.backend)).size).toBe(3)
    for (const record of compared)
      if (record.status === 'ok') expect(record.maxAbsError).toBeLessThan(1e-4 * record.outputScale!)
    expect(told.at(-1)).toMatchObject({ phase: 'done' })
    expect(await journal.unfinished()).toBeNull()
  })

  it('measures again in another block what is revisited', async () => {
    const base = request([configuration('wasm')], 2)
    const { campaign, ownRecords } = campaignOf({ ...base, protocol: { ...base.protocol, revisitShare: 1 } })
    expect(await campaign.run()).toMatchObject({ phase: 'done', done: 4 })
    const revisits = ownRecords().filter(({ context }) => context.tags.includes('revisit'))
    expect(revisits.map(({ context }) => context.block)).toEqual([1, 1])
    expect(new Set(ownRecords().map(({ id }) => id)).size).toBe(4)
  })

  it('records a hanging network as timed out and goes on with a fresh engine', async () => {
    const engines = spoiledEngines((call, measure) => (call === 2 ? new Promise(() => {}) : measure()))
    const base = request()
    const { campaign, ownRecords } = campaignOf(
      { ...base, protocol: { ...base.protocol, itemTimeoutMs: 2_000 } },
      { engines },
    )
    expect(await campaign.run()).toMatchObject({ phase: 'done', done: 3 })
    expect(ownRecords().map(({ status }) => status)).toEqual(['ok', 'failed', 'ok'])
    expect(ownRecords()[1]).toMatchObject({ reason: { code: 'timeout' } })
  })

  it('records why a backend that is missing was skipped', async () => {
    const asked = request([{ ...configuration('wasm'), threads: 64 }], 2)
    const { campaign, ownRecords } = campaignOf(asked)
    expect(await campaign.run()).toMatchObject({ phase: 'done', done: 2 })
    for (const record of ownRecords())
      expect(record).toMatchObject({ status: 'skipped', reason: { code: 'no-backend' } })
  })

  it('spoils and repeats the item during which the page was hidden', async () => {
    let measured = 0
    const engines = spoiledEngines((_, measure) => {
      measured++
      if (measured === 2) {
        campaign.pause('The page was hidden.')
      }
      return measure()
    })
    const { campaign, ownRecords, told } = campaignOf(request(), {
      engines,
      onProgress: ({ phase }) => {
        if (phase === 'paused') setTimeout(() => campaign.resume())
      },
    })
    expect(await campaign.run()).toMatchObject({ phase: 'done', done: 3 })
    expect(told.some(({ phase, note }) => phase === 'paused' && note === 'The page was hidden.')).toBe(true)
    expect(ownRecords().map(({ status }) => status)).toEqual(['ok', 'ok', 'ok'])
    // 3 networks, 2 canaries, and the spoilt one again.
    expect(measured).toBe(6)
  })

  it('gives an item up that is disturbed three times', async () => {
    const engines = spoiledEngines((call, measure) => {
      if (call >= 1 && call <= 3) {
        campaign.pause('The page was hidden.')
        campaign.resume()
      }
      return measure()
    })
    const { campaign, ownRecords } = campaignOf(request(), { engines })
    await campaign.run()
    expect(ownRecords()[0]).toMatchObject({
      status: 'failed',
      reason: { code: 'voided', message: 'The page was hidden.' },
    })
    expect(
      ownRecords()
        .slice(1)
        .map(({ status }) => status),
    ).toEqual(['ok', 'ok'])
  })

  it('keeps what was measured when it is cancelled', async () => {
    const { campaign, ownRecords } = campaignOf(request(), {
      onProgress: ({ kept }) => {
        if (kept) campaign.cancel()
      },
    })
    expect(await campaign.run()).toMatchObject({ phase: 'cancelled', done: 1, total: 3 })
    expect(ownRecords()).toHaveLength(1)
    expect(await journal.unfinished()).toBeNull()
  })
})

describe('an engine that fails', () => {
  it('is not used again after a disturbed item', async () => {
    let calls = 0
    const engines = spoiledEngines((_, measure) => {
      calls++
      if (calls !== 2) return measure()
      campaign.pause('The page was hidden.')
      return Promise.resolve({ ok: false, reason: { code: 'device-lost', message: 'gone' } })
    })
    let opened = 0
    const counted = {
      open: (...asked: Parameters<typeof engines.open>) => {
        if (asked[0].backend === 'wasm') opened++
        return engines.open(...asked)
      },
    }
    const { campaign, ownRecords } = campaignOf(request(), {
      engines: counted,
      onProgress: ({ phase }) => {
        if (phase === 'paused') setTimeout(() => campaign.resume())
      },
    })
    expect(await campaign.run()).toMatchObject({ phase: 'done', done: 3 })
    expect(ownRecords().map(({ status }) => status)).toEqual(['ok', 'ok', 'ok'])
    expect(opened).toBe(2)
  })

  it('that cannot even be made is a reason for its items, not the end of the campaign', async () => {
    const engines = {
      open: () => {
        throw new Error('This browser has no workers.')
      },
    }
    const { campaign, ownRecords } = campaignOf(request(), { engines })
    expect(await campaign.run()).toMatchObject({ phase: 'done', done: 3 })
    for (const record of ownRecords())
      expect(record).toMatchObject({
        status: 'failed',
        reason: { code: 'error', message: 'This browser has no workers.' },
      })
  })

  it('with impossible times fails its item only', async () => {
    const engines = spoiledEngines(async (call, measure) => {
      const answer = await measure()
      return call === 2 && answer.ok ? { ok: true, value: { ...answer.value, coldMs: NaN } } : answer
    })
    const { campaign, ownRecords } = campaignOf(request(), { engines })
    expect(await campaign.run()).toMatchObject({ phase: 'done', done: 3 })
    expect(ownRecords().map(({ status }) => status)).toEqual(['ok', 'failed', 'ok'])
  })
})

describe('a campaign that was cut off', () => {
  /** Runs until the first record is kept and then stops dead, as a killed tab does: nothing is cleaned up. */
  async function cutOff(asked: CampaignRequest): Promise<Measurement[]> {
    const engines = spoiledEngines((call, measure) => (call === 2 ? new Promise(() => {}) : measure()))
    const base = { ...asked, protocol: { ...asked.protocol, itemTimeoutMs: 1e6 } }
    const { campaign, ownRecords } = campaignOf(base, { engines })
    void campaign.run()
    await expect
      .poll(async () => [ownRecords().length, (await journal.pending(asked.campaignId)) !== undefined], {
        timeout: 15_000,
      })
      .toEqual([1, true])
    return ownRecords()
  }

  it('is in the journal before it is told of: what a page shows can be continued', async () => {
    const asked = request()
    const found: Promise<unknown>[] = []
    const { campaign } = campaignOf(asked, {
      onProgress: () => {
        if (found.length === 0) found.push(journal.unfinished())
        campaign.cancel()
      },
    })
    await campaign.run()
    expect(await found[0]).toMatchObject({ done: 0, request: { campaignId: asked.campaignId } })
  })

  it('goes on where it was, and records what killed the tab', async () => {
    const asked = request()
    const before = await cutOff(asked)
    expect(await journal.unfinished()).toMatchObject({
      done: 1,
      total: 3,
      request: { campaignId: asked.campaignId },
    })
    const { campaign, ownRecords } = campaignOf(asked)
    expect(await campaign.run()).toMatchObject({ phase: 'done', done: 3, total: 3 })
    expect(ownRecords()).toHaveLength(2)
    expect(ownRecords()[0]).toMatchObject({ status: 'failed', reason: { code: 'tab-killed' } })
    expect(ownRecords()[1]).toMatchObject({ status: 'ok' })
    const networks = [...before, ...ownRecords()].map(({ architectureId }) => architectureId)
    expect(new Set(networks).size).toBe(3)
    // So small a network did not fill the memory: the budget stays.
    expect(await journal.budgetBytes()).toBeGreaterThan(2 ** 28)
  })

  it('measures again what was under way when the person left', async () => {
    const asked = request()
    await cutOff(asked)
    noteLeaving(asked.campaignId)
    const { campaign, ownRecords } = campaignOf(asked)
    expect(await campaign.run()).toMatchObject({ phase: 'done', done: 3 })
    expect(ownRecords().map(({ status }) => status)).toEqual(['ok', 'ok'])
    expect(await journal.budgetBytes()).toBeNull()
  })

  it('ends with a sentence when nothing can be stored, and goes on when it can', async () => {
    const asked = request()
    const full = { add: () => Promise.reject(new Error('This device has no space left.')) }
    const { campaign } = campaignOf(asked, { store: full })
    expect(await campaign.run()).toMatchObject({
      phase: 'failed',
      done: 0,
      note: 'This device has no space left.',
    })
    const second = campaignOf(asked)
    expect(await second.campaign.run()).toMatchObject({ phase: 'done', done: 3 })
    expect(second.ownRecords().map(({ status }) => status)).toEqual(['ok', 'ok', 'ok'])
  })

  it('keeps what was measured when the tab ends before it is stored', async () => {
    const asked = request()
    const first = campaignOf(asked, {
      store: {
        add: (measurement) =>
          measurement.context.tags.includes('canary') ? Promise.resolve() : new Promise(() => {}),
      },
    })
    void first.campaign.run()
    await expect
      .poll(async () => (await journal.pending(asked.campaignId))?.measured?.status, { timeout: 40_000 })
      .toBe('ok')
    const measured = (await journal.pending(asked.campaignId))?.measured
    const { campaign, ownRecords } = campaignOf(asked)
    expect(await campaign.run()).toMatchObject({ phase: 'done', done: 3 })
    expect(ownRecords()).toHaveLength(3)
    expect(ownRecords()[0]).toEqual(measured)
    expect(ownRecords().map(({ status }) => status)).toEqual(['ok', 'ok', 'ok'])
  })

  it('puts nothing down to a network while it is paused', async () => {
    const asked = request()
    const { campaign, told, ownRecords } = campaignOf(asked, {
      onProgress: ({ kept }) => {
        if (kept) campaign.pause()
      },
    })
    const running = campaign.run()
    await expect.poll(() => told.at(-1)?.phase, { timeout: 40_000 }).toBe('paused')
    expect(ownRecords()).toHaveLength(1)
    expect(await journal.pending(asked.campaignId)).toBeUndefined()
    campaign.cancel()
    expect(await running).toMatchObject({ phase: 'cancelled' })
  })

  it('remembers the best canary of the part before', async () => {
    const asked = request()
    await cutOff(asked)
    const bests = await journal.bests(asked.campaignId, 0)
    expect(bests?.networkMs).toBeGreaterThan(0)
    await journal.noteBests(asked.campaignId, 0, { canaryMs: 1e-3, networkMs: 1e-6, ceilings: null })
    const { campaign, kept } = campaignOf(asked)
    await campaign.run()
    const ok = kept.find((record) => record.status === 'ok')
    expect(ok?.status === 'ok' && ok.latencyMs.canaryBestMs).toBe(1e-3)
    expect(ok?.context.tags).toContain('drift')
  })

  it('skips a network that needs more memory than crashes have taught', async () => {
    await journal.keepBudgetBytes(1000)
    const { campaign, ownRecords } = campaignOf(request())
    await campaign.run()
    for (const record of ownRecords())
      expect(record).toMatchObject({ status: 'skipped', reason: { code: 'exceeds-limits' } })
  })
})
