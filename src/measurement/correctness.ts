import { totalCost } from '../architecture/cost.ts'
import { ArchitectureError, type Architecture } from '../architecture/graph.ts'
import { withInputSide } from '../architecture/resize-input.ts'

/** The cpu backend does some hundred million operations a second: more would keep people waiting. */
const mostFlops = 40e6
/** Sides that are tried, smallest first, until every window of the network fits. */
const sides = [32, 48, 64, 96, 128]

/** A difference from the cpu backend of more than this share of the output's scale is wrong, whatever the precision. */
export const wrongShare = 0.02

/** The network as it is compared with the cpu backend: itself, or with a smaller input; null where it stays too large. */
export function comparableNetwork(architecture: Architecture): Architecture | null {
  if (totalCost(architecture).flops <= mostFlops) return architecture
  for (const side of sides) {
    try {
      const smaller = withInputSide(architecture, side)
      return totalCost(smaller).flops <= mostFlops ? smaller : null
    } catch (error) {
      if (!(error instanceof ArchitectureError)) throw error
    }
  }
  return null
}

/**
 * Decides which networks are compared: each that brings an operation (kind, and what chooses its code path) which no
 * network compared before it had on this configuration. So a family is checked once, and a new activation or a grouped
 * convolution as soon as it appears.
 */
export class CorrectnessCover {
  readonly #seen = new Set<string>()

  /** Whether the network has something that no compared network had. */
  isNew(architecture: Architecture): boolean {
    return operationsOf(architecture).some((operation) => !this.#seen.has(operation))
  }

  /** The network was compared. */
  note(architecture: Architecture): void {
    for (const operation of operationsOf(architecture)) this.#seen.add(operation)
  }
}

/** Its operations by kind and by what chooses their code path. */
function operationsOf({ nodes }: Architecture): string[] {
  return nodes.map(({ operation }) => {
    switch (operation.kind) {
      case 'activation':
        return `activation ${operation.name}`
      case 'conv2d':
        return `conv2d ${operation.kernel.join('x')} ${operation.groups > 1 ? 'grouped' : ''} ${typeof operation.padding}`
      case 'depthwiseConv2d':
      case 'maxPool':
      case 'avgPool':
        return `${operation.kind} ${typeof operation.padding}`
      default:
        return operation.kind
    }
  })
}

export interface Comparison {
  readonly maxAbsError: number
  /** Largest magnitude of the reference. */
  readonly outputScale: number
}

/** A value that is not a number counts as an error without bound (1e300: JSON has no infinity). */
export function compareOutputs(actual: Float32Array, reference: Float32Array): Comparison {
  let [maxAbsError, outputScale] = [actual.length === reference.length ? 0 : 1e300, 0]
  reference.forEach((expected, index) => {
    const error = Math.abs((actual[index] ?? NaN) - expected)
    maxAbsError = Math.max(maxAbsError, Number.isFinite(error) ? error : 1e300)
    if (Number.isFinite(expected)) outputScale = Math.max(outputScale, Math.abs(expected))
  })
  return { maxAbsError, outputScale }
}

export const isWrong = ({ maxAbsError, outputScale }: Comparison): boolean =>
  maxAbsError > wrongShare * outputScale
