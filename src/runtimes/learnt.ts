/** Learnt values, made when they are first needed: a plan only has to know how many there are. */
export class Learnt {
  #made: Float32Array | undefined

  constructor(
    readonly count: number,
    private readonly make: () => Float32Array,
  ) {}

  /** Always the same array. */
  values(): Float32Array {
    this.#made ??= this.make()
    return this.#made
  }

  /** Values that are made of these, one for one; these themselves are not kept for it. */
  map(change: (value: number, index: number) => number): Learnt {
    return new Learnt(this.count, () => (this.#made ?? this.make()).map(change))
  }
}
