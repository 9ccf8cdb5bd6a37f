import { architectureOf } from '../architecture/identity.ts'
import type { KernelRun } from '../dataset/kernel-schema.ts'
import type { ArchitectureRecord, Configuration, PlatformRecord } from '../dataset/record.ts'
import { withinTime } from '../runtimes/time-limit.ts'
import { placedKernelsOf } from './kernel-table.ts'
import { planMisses } from './plan-check.ts'
import type { KernelPlanner } from './planning.ts'
import { Cancelled, type RunControl } from './run-control.ts'

/** A planner gives up sooner by itself; this is for one that does not. */
const planLimitMs = 40_000

/** Holds what ran against what would have been planned (METHODS.md, which programs run). */
export class PlanWatch {
  /** @param planner null where nothing is planned */
  constructor(
    private readonly planner: KernelPlanner | null,
    private readonly control: RunControl,
    private readonly limitMs = planLimitMs,
  ) {}

  /**
   * Kernels of a run that were planned otherwise. Ask when nothing is measured.
   * @returns null where there are no kernels, or no plan: a planner that fails or hangs costs its own answer only
   * @throws {Cancelled}
   */
  async misses(
    kernels: KernelRun | null,
    { graph, label }: ArchitectureRecord,
    platform: PlatformRecord,
    configuration: Configuration,
  ): Promise<number | null> {
    if (!this.planner || !kernels) return null
    try {
      const plan = withinTime(this.planner.plan(graph, platform, configuration), this.limitMs, 'A plan')
      const planned = await this.control.untilCancelled(plan)
      return planMisses(planned, placedKernelsOf(kernels, architectureOf(graph, label)))
    } catch (error) {
      if (error instanceof Cancelled) throw error
      return null
    }
  }
}
