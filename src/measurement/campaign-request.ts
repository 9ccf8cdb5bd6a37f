import type { ArchitectureRecord, Configuration } from '../dataset/record.ts'
import type { Protocol } from './protocol.ts'
import type { NetworkOrder } from './schedule.ts'

/** Everything that a campaign needs to run, and to run on after a crash: it is kept in the journal as it is. */
export interface CampaignRequest {
  readonly campaignId: string
  readonly seed: number
  readonly architectures: readonly ArchitectureRecord[]
  readonly configurations: readonly Configuration[]
  readonly protocol: Protocol
  /** `given`: the networks stand in the order of their importance. */
  readonly order: NetworkOrder
}
