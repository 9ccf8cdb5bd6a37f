import type { Timing } from '../../../src/dataset/record.ts'
import { configurationOf, drawn, runCampaign } from './run-campaign.ts'

const timedMs = ({ samples, batch }: Timing) => samples.reduce((sum, sample) => sum + sample * batch, 0)

/** Share of a campaign's wall time that is timed inference, and networks a minute. */
export async function campaignShare(backend: 'wasm' | 'webgpu', networks: number) {
  const { wallMs, records } = await runCampaign(drawn(networks, 32), configurationOf(backend))
  const own = records.filter(({ context }) => !context.tags.includes('canary'))
  const timed = records.reduce(
    (sum, { latencyMs, perInferenceMs }) => sum + timedMs(latencyMs) + timedMs(perInferenceMs),
    0,
  )
  return {
    networks: own.length,
    share: timed / wallMs,
    networksPerMinute: own.length / (wallMs / 60_000),
    wallS: wallMs / 1000,
  }
}
