import { expect, it } from 'vitest'
import { expectAsPlanned, samples } from '../fixtures/plan-checks.ts'

it.each(['on', 'off'] as const)(
  'the plan is what WebGPU then runs, for networks of every space (fusion %s)',
  { timeout: 1_200_000 },
  async (fusion) => {
    const networks = await samples('all', 2)
    expect(networks.length).toBeGreaterThanOrEqual(12)
    await expectAsPlanned({ threads: 1, selection: 'standard', backend: 'webgpu', fusion }, networks)
  },
)
