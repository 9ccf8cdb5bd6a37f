import { createEngineHost } from '../../../src/app/engine-host.ts'
import { architectureRecord } from '../../../src/dataset/identity.ts'
import type { Configuration, MeasuredOk, Measurement } from '../../../src/dataset/record.ts'
import { Campaign } from '../../../src/measurement/campaign.ts'
import { openJournal } from '../../../src/measurement/journal.ts'
import { standardProtocol, type Protocol } from '../../../src/measurement/protocol.ts'
import { syntheticSpace } from '../../../src/spaces/synthetic/space.ts'

export const configurationOf = (backend: Configuration['backend'], threads = 1): Configuration => ({
  runtime: 'tfjs',
  backend,
  threads,
  fusion: 'on',
  selection: 'standard',
  precision: 'fp32',
})

export const drawn = (count: number, inputSize: number, seed = 1) =>
  [...syntheticSpace.sample({ seed, count, inputSize })].map(({ key, architecture }) =>
    architectureRecord({ space: 'synthetic', key, architecture }),
  )

/** A whole campaign on the product's path, with its records in memory. */
export async function runCampaign(
  architectures: ReturnType<typeof drawn>,
  configuration: Configuration,
  protocol: Partial<Protocol> = {},
): Promise<{ readonly wallMs: number; readonly records: readonly MeasuredOk[] }> {
  const kept: Measurement[] = []
  const journal = await openJournal('bench-journal')
  const campaign = new Campaign(
    {
      campaignId: crypto.randomUUID(),
      seed: 1,
      architectures,
      configurations: [configuration],
      protocol: { ...standardProtocol, ...protocol },
      order: 'shuffled',
    },
    {
      store: {
        add: (measurement) => {
          kept.push(measurement)
          return Promise.resolve()
        },
      },
      journal,
      engines: createEngineHost(),
      planner: null,
      app: { version: 'bench', commit: '' },
      onProgress: () => {},
    },
  )
  const startMs = performance.now()
  await campaign.run()
  const wallMs = performance.now() - startMs
  journal.close()
  return { wallMs, records: kept.filter((record) => record.status === 'ok') }
}
