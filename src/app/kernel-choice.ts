import type { KernelWish } from '../measurement/drawing.ts'
import { operationProtocol, standardProtocol, type Protocol } from '../measurement/protocol.ts'
import type { RunChoice } from './run-parameters.ts'

/** Which kernel times a choice asks for: inside of whole inferences, and of kernels also alone. */
export const kernelTimesOf = ({ kernels, measure }: Pick<RunChoice, 'kernels' | 'measure'>) =>
  kernels ?? (measure === 'kernels' ? 'both' : 'on')

/** The protocol of a choice. */
export const protocolOf = (choice: Pick<RunChoice, 'kernels' | 'measure'>): Protocol => ({
  ...(choice.measure === 'kernels' ? operationProtocol : standardProtocol),
  kernelTimes: kernelTimesOf(choice),
})

/**
 * Which operations a choice takes from its networks. With and without fusion it is the fused ones: measured both ways,
 * each is a pair.
 */
export const kernelWishOf = ({ fusion, order }: Pick<RunChoice, 'fusion' | 'order'>): KernelWish => ({
  fusion: fusion === 'off' ? 'off' : 'on',
  order,
})
