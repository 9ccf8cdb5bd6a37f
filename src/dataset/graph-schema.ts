import * as v from 'valibot'
import type { CanonicalGraph } from '../architecture/canonical.ts'
import { activationNames, type Operation } from '../architecture/operation.ts'

const count = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(2 ** 31 - 1))
const offset = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 31 - 1))
const pair = v.tuple([count, count])
const border = v.strictObject({ top: offset, bottom: offset, left: offset, right: offset })
const padding = v.union([v.literal('same'), v.literal('valid'), border])
const axes = v.pipe(v.array(count), v.minLength(1), v.maxLength(3))
const epsilon = v.pipe(v.number(), v.minValue(1e-12), v.maxValue(1))
const window = { kernel: pair, stride: pair, padding }

/** One operation of a network; the meaning of each attribute is in src/architecture/operation.ts. */
export const operationSchema = v.variant('kind', [
  v.strictObject({ kind: v.literal('input'), shape: axes }),
  v.strictObject({
    kind: v.literal('conv2d'),
    ...window,
    filters: count,
    dilation: pair,
    groups: count,
    bias: v.boolean(),
  }),
  v.strictObject({
    kind: v.literal('depthwiseConv2d'),
    ...window,
    dilation: pair,
    multiplier: count,
    bias: v.boolean(),
  }),
  v.strictObject({ kind: v.literal('dense'), units: count, bias: v.boolean() }),
  v.strictObject({ kind: v.literal('maxPool'), ...window }),
  v.strictObject({ kind: v.literal('avgPool'), ...window }),
  v.strictObject({ kind: v.literal('globalAvgPool'), keepDims: v.boolean() }),
  v.strictObject({ kind: v.literal('add') }),
  v.strictObject({ kind: v.literal('mul') }),
  v.strictObject({ kind: v.literal('concat') }),
  v.strictObject({ kind: v.literal('slice'), begin: v.pipe(v.array(offset), v.maxLength(3)), size: axes }),
  v.strictObject({ kind: v.literal('channelShuffle'), groups: count }),
  v.strictObject({ kind: v.literal('resize'), size: pair, method: v.picklist(['nearest', 'bilinear']) }),
  v.strictObject({ kind: v.literal('pad'), border }),
  v.strictObject({ kind: v.literal('batchNorm'), epsilon }),
  v.strictObject({ kind: v.literal('layerNorm'), epsilon }),
  v.strictObject({ kind: v.literal('attention'), heads: count }),
  v.strictObject({ kind: v.literal('activation'), name: v.picklist(activationNames) }),
  v.strictObject({ kind: v.literal('softmax') }),
  v.strictObject({ kind: v.literal('flatten') }),
]) satisfies v.GenericSchema<unknown, Operation>

/** The canonical graph; the meaning of each list is in src/architecture/canonical.ts. */
export const graphSchema = v.strictObject({
  operations: v.pipe(v.array(operationSchema), v.minLength(1), v.maxLength(20_000)),
  nodes: v.pipe(
    v.array(v.pipe(v.array(offset), v.minLength(1), v.maxLength(1025))),
    v.minLength(1),
    v.maxLength(20_000),
  ),
  outputs: v.pipe(v.array(offset), v.minLength(1), v.maxLength(64)),
}) satisfies v.GenericSchema<unknown, CanonicalGraph>
