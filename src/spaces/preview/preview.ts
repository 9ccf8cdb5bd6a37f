import { peakBytes, totalCost } from '../../architecture/cost.ts'
import { architectureId } from '../../architecture/identity.ts'
import type { Architecture } from '../../architecture/graph.ts'
import type { GraphPicture } from '../../charts/graph-picture.ts'
import { pictureOf } from './picture.ts'

/** A network before it runs. */
export interface NetworkPreview {
  readonly id: string
  readonly space: string
  readonly key: string
  readonly label: string
  readonly flops: number
  readonly parameters: number
  readonly peakBytes: number
  readonly operations: number
  readonly picture: GraphPicture
}

export function previewOf(space: string, key: string, architecture: Architecture): NetworkPreview {
  const { flops, parameters } = totalCost(architecture)
  return {
    id: architectureId(architecture),
    space,
    key,
    label: architecture.label,
    flops,
    parameters,
    peakBytes: peakBytes(architecture),
    operations: architecture.nodes.length,
    picture: pictureOf(architecture),
  }
}
