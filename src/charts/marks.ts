/** Shapes that tell series apart without colour. */
export const markShapes = ['circle', 'square', 'triangle', 'diamond', 'cross'] as const
export type MarkShape = (typeof markShapes)[number]

/** SVG path of a mark of about the same visual weight for every shape, centred on (x, y); `r` in px. */
export function markPath(shape: MarkShape, x: number, y: number, r: number): string {
  switch (shape) {
    case 'circle':
      return `M${x - r},${y}a${r},${r} 0 1,0 ${2 * r},0a${r},${r} 0 1,0 ${-2 * r},0Z`
    case 'square': {
      const half = r * 0.89
      return `M${x - half},${y - half}h${2 * half}v${2 * half}h${-2 * half}Z`
    }
    case 'triangle': {
      const side = r * 1.2
      return `M${x},${y - side}L${x + side},${y + side * 0.8}H${x - side}Z`
    }
    case 'diamond': {
      const reach = r * 1.25
      return `M${x},${y - reach}L${x + reach},${y}L${x},${y + reach}L${x - reach},${y}Z`
    }
    case 'cross': {
      const arm = r * 0.9
      return `M${x - arm},${y - arm}L${x + arm},${y + arm}M${x - arm},${y + arm}L${x + arm},${y - arm}`
    }
  }
}
