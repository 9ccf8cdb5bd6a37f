/** What a mark stands for: they differ in tone and form. */
export type MarkKind = 'convolution' | 'pointwise' | 'depthwise' | 'dense' | 'move'

export interface Mark {
  /** Column, from 0: distance from the input over marks. */
  readonly column: number
  /** Place among `lanes` of its column, from 0. */
  readonly lane: number
  readonly lanes: number
  /** Side of the map against that of the input, on a logarithmic scale: 0 to 1. */
  readonly height: number
  readonly kind: MarkKind
}

/** A graph as a skyline: a mark for each operation that computes, and its connections. */
export interface GraphPicture {
  readonly columns: number
  readonly marks: readonly Mark[]
  /** Pairs of places in `marks`. */
  readonly links: readonly (readonly [number, number])[]
}
