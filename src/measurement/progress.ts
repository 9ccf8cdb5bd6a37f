import type { Configuration, Measurement } from '../dataset/record.ts'

export type CampaignPhase = 'starting' | 'measuring' | 'cooling' | 'paused' | 'done' | 'cancelled' | 'failed'

/** What a campaign tells while it runs: between items only, never while time is taken. */
export interface CampaignProgress {
  readonly phase: CampaignPhase
  /** Items (network x configuration, revisits included) that are finished, and all of them. */
  readonly done: number
  readonly total: number
  /** Expected time to the end; null before the first items are finished. */
  readonly timeLeftMs: number | null
  /** What is being measured now. */
  readonly current: { readonly label: string; readonly configuration: Configuration } | null
  /** Canary network over its best of the campaign, minus 1; null before the first canary. */
  readonly drift: number | null
  /** The record that was just kept. */
  readonly kept: Measurement | null
  /** One sentence when the phase needs explaining: why it cools, is paused, has failed. */
  readonly note: string | null
}
