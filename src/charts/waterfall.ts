interface WaterfallStep {
  /** Null where it has no time: it stands in its row and moves nothing. */
  readonly ms: number | null
  /** Steps of the same layer that follow each other stand together. */
  readonly layer: string
}

/** Steps of a layer that follow each other. */
interface WaterfallLayer {
  readonly layer: string
  /** Place of its first step, and how many there are. */
  readonly first: number
  readonly length: number
  readonly ms: number
}

interface Waterfall {
  /** In px */
  readonly rowHeight: number
  readonly totalMs: number
  /** Where each step starts: the sum of the ones before it. */
  readonly startsMs: readonly number[]
  readonly layers: readonly WaterfallLayer[]
}

/** Rows are as high as they may be for a page that is not endless: several hundred steps have a few pixels each. */
const wantedHeight = 1200
const [lowestRow, highestRow] = [4, 18]

export function waterfallOf(steps: readonly WaterfallStep[]): Waterfall {
  let totalMs = 0
  const startsMs = steps.map(({ ms }) => {
    const start = totalMs
    totalMs += ms ?? 0
    return start
  })
  return {
    rowHeight: Math.min(
      highestRow,
      Math.max(lowestRow, Math.floor(wantedHeight / Math.max(1, steps.length))),
    ),
    totalMs,
    startsMs,
    layers: layersOf(steps),
  }
}

function layersOf(steps: readonly WaterfallStep[]): WaterfallLayer[] {
  const layers: WaterfallLayer[] = []
  for (const [place, { layer, ms }] of steps.entries()) {
    const last = layers.at(-1)
    if (last?.layer === layer)
      layers[layers.length - 1] = { ...last, length: last.length + 1, ms: last.ms + (ms ?? 0) }
    else layers.push({ layer, first: place, length: 1, ms: ms ?? 0 })
  }
  return layers
}

/**
 * Which layers are named where not all names fit: those that take longest first, none closer to another than a line.
 * @param lineHeight in px
 * @returns places in `layers`, in order
 */
export function namedLayers({ layers, rowHeight }: Waterfall, lineHeight: number): number[] {
  const middle = ({ first, length }: WaterfallLayer) => (first + length / 2) * rowHeight
  const chosen: number[] = []
  const taken: number[] = []
  const byTime = layers.map((layer, place) => ({ layer, place })).sort((a, b) => b.layer.ms - a.layer.ms)
  for (const { layer, place } of byTime) {
    const at = middle(layer)
    if (taken.some((other) => Math.abs(other - at) < lineHeight)) continue
    taken.push(at)
    chosen.push(place)
  }
  return chosen.sort((a, b) => a - b)
}
