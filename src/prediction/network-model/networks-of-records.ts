import type { Architecture } from '../../architecture/graph.ts'
import { architectureOf } from '../../architecture/identity.ts'
import { kernelTimesOf } from '../../dataset/kernels.ts'
import type {
  ArchitectureRecord,
  Configuration,
  Dataset,
  MeasuredOk,
  Measurement,
  Tag,
} from '../../dataset/record.ts'
import { kernelTimeMs } from './kernel-time.ts'
import { factsOf, featuresOf } from './network-features.ts'
import type { MeasuredNetwork, PlannedNetwork } from './network.ts'
import { worksOfCalls, type CalledWork, type PlacedCall } from './works-of-calls.ts'

/** Whose records are wanted. */
export interface RecordWish {
  readonly platformId: string
  readonly configuration: Configuration
  /**
   * Times as if the clock canary had always been at its best (METHODS.md): where a CPU is shared. Only records that have
   * such times are then taken.
   * @default false
   */
  readonly isCorrected?: boolean
}

/** A network as one record has it. */
export interface RecordedNetwork {
  readonly network: MeasuredNetwork
  readonly label: string
  readonly space: string
  /** ISO 8601, UTC. */
  readonly measuredAt: string
  /** Measured again, to see how well times repeat. */
  readonly isRevisit: boolean
}

const canarySpace = 'canary'
/** What these records measured was not the network. */
const unusable: readonly Tag[] = ['canary', 'incorrect-output']

/**
 * The networks that were measured on one platform in one configuration, in the order of time, revisits included; the
 * canary network and wrong outputs are left out. Records that are noisy or drifted stay: they are wide, not wrong.
 * @throws {ArchitectureError} where a graph is not valid: those of stored records are
 */
export function networksOfRecords(
  { architectures, measurements }: Pick<Dataset, 'architectures' | 'measurements'>,
  wish: RecordWish,
): RecordedNetwork[] {
  const byId = new Map(architectures.map((architecture) => [architecture.id, architecture]))
  const wanted = configurationKey(wish.configuration)
  return measurements
    .filter((one) => one.platformId === wish.platformId && configurationKey(one.configuration) === wanted)
    .filter(isUsable)
    .filter(({ latencyMs }) => (wish.isCorrected ? (latencyMs.correctedMedian ?? 0) : latencyMs.median) > 0)
    .sort((a, b) => (a.measuredAt < b.measuredAt ? -1 : 1))
    .flatMap((measurement) => {
      const architecture = byId.get(measurement.architectureId)
      if (!architecture || architecture.space === canarySpace) return []
      const { label, space } = architecture
      return {
        network: networkOf(measurement, architecture, wish.isCorrected ?? false),
        ...{ label, space, measuredAt: measurement.measuredAt },
        isRevisit: measurement.context.tags.includes('revisit'),
      }
    })
}

/** Equal for equal configurations. */
export const configurationKey = ({
  runtime,
  backend,
  threads,
  fusion,
  selection,
  precision,
}: Configuration): string =>
  [runtime, `${backend}-${threads}`, `fusion ${fusion}`, selection, precision].join(', ')

const isUsable = (measurement: Measurement): measurement is MeasuredOk =>
  measurement.status === 'ok' && !measurement.context.tags.some((tag) => unusable.includes(tag))

/** A network with the kernels that a planner, or an earlier run, says it will run. */
export const plannedNetwork = (
  record: Pick<ArchitectureRecord, 'id' | 'graph' | 'label'>,
  calls: readonly PlacedCall[],
  fusion: Configuration['fusion'],
): PlannedNetwork => plannedWith(record, architectureOf(record.graph, record.label), calls, fusion).planned

function plannedWith(
  { id }: Pick<ArchitectureRecord, 'id'>,
  architecture: Architecture,
  calls: readonly PlacedCall[],
  fusion: Configuration['fusion'],
): { planned: PlannedNetwork; called: readonly CalledWork[] } {
  const called = worksOfCalls(calls, architecture)
  const facts = factsOf(architecture, fusion)
  const works = called.map(({ work }) => work)
  return { planned: { id, graph: facts.graph, features: featuresOf(facts), works }, called }
}

function networkOf(
  measurement: MeasuredOk,
  record: ArchitectureRecord,
  isCorrected: boolean,
): MeasuredNetwork {
  const architecture = architectureOf(record.graph, record.label)
  const calls = kernelTimesOf(measurement, record)
  const placed = calls.map(({ kernel, nodes }) => ({
    kernel,
    nodes: nodes.flatMap((place) => architecture.nodes[place]?.name ?? []),
  }))
  const { planned, called } = plannedWith(record, architecture, placed, measurement.configuration.fusion)
  const { median, correctedMedian } = measurement.latencyMs
  const latencyMs = isCorrected ? (correctedMedian ?? median) : median
  const times = Float64Array.from(called, (work) => kernelTimeMs(work, calls) * (latencyMs / median))
  return { ...planned, latencyMs, kernelTimesMs: times.some((time) => time > 0) ? times : null }
}
