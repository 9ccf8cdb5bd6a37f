/** Adam: Kingma and Ba (2015), algorithm 1, with its usual constants. */
export class Adam {
  readonly #mean: Float64Array
  readonly #square: Float64Array
  #steps = 0

  constructor(length: number) {
    this.#mean = new Float64Array(length)
    this.#square = new Float64Array(length)
  }

  /** Moves the parameters against the gradients. */
  step(parameters: Float64Array, gradients: Float64Array, rate: number): void {
    const [mean, square] = [this.#mean, this.#square]
    this.#steps++
    const ofMean = rate / (1 - 0.9 ** this.#steps)
    const ofSquare = 1 / (1 - 0.999 ** this.#steps)
    for (let place = 0; place < parameters.length; place++) {
      const gradient = gradients[place] as number
      const first = 0.9 * (mean[place] as number) + 0.1 * gradient
      const second = 0.999 * (square[place] as number) + 0.001 * gradient * gradient
      mean[place] = first
      square[place] = second
      parameters[place] =
        (parameters[place] as number) - (ofMean * first) / (Math.sqrt(ofSquare * second) + 1e-8)
    }
  }
}
