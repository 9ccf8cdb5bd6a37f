import { Builder, type Value } from '../../architecture/builder.ts'
import { imageInput, type ZooEntry, type ZooOptions } from './network.ts'

const activation = 'swish'
/** Classes of COCO; 4 sides of a box, each a distribution over 16 distances. */
const [objectClasses, boxChannels] = [80, 64]

const conv = (b: Builder, x: Value, filters: number, kernel = 1, stride = 1): Value =>
  b.convNorm(x, filters, { kernel, stride }, activation)

/** "C2f": half of the channels go through `depth` bottlenecks, and every stage of them reaches the last convolution. */
function crossStage(b: Builder, x: Value, filters: number, depth: number, isResidual: boolean): Value {
  const half = filters / 2
  return b.scope('crossStage', () => {
    const parts = b.split(conv(b, x, filters), [half, half])
    for (let unit = 0; unit < depth; unit++) {
      const last = parts.at(-1) ?? x
      const filtered = conv(b, conv(b, last, half, 3), half, 3)
      parts.push(isResidual ? b.sum(filtered, last) : filtered)
    }
    return conv(b, b.concat(...parts), filters)
  })
}

/** "SPPF": windows of 5, 9 and 13 by three 5x5 pools in a row. */
function pyramidPool(b: Builder, x: Value): Value {
  const channels = x.shape.at(-1) ?? 0
  const maps = [conv(b, x, channels / 2)]
  for (let pool = 0; pool < 3; pool++)
    maps.push(b.maxPool(maps.at(-1) ?? x, { kernel: 5, stride: 1, padding: 'same' }))
  return conv(b, b.concat(...maps), channels)
}

/** Maps of 1/8, 1/16 and 1/32 of the input's side: 64, 128 and 256 channels. */
function backbone(b: Builder, size?: number): readonly [Value, Value, Value] {
  const stage = (x: Value, filters: number, depth: number) =>
    crossStage(b, conv(b, x, filters, 3, 2), filters, depth, true)
  const quarter = stage(conv(b, imageInput(b, size), 16, 3, 2), 32, 1)
  const eighth = stage(quarter, 64, 2)
  const sixteenth = stage(eighth, 128, 2)
  return [eighth, sixteenth, pyramidPool(b, stage(sixteenth, 256, 1))]
}

/** A coarse map joins a finer one at the finer one's size, and back down again. */
function neck(b: Builder, [fine, middle, coarse]: readonly [Value, Value, Value]): readonly Value[] {
  const up = (from: Value, to: Value) =>
    b.concat(b.resize(from, [to.shape[0] ?? 0, to.shape[1] ?? 0], 'nearest'), to)
  const down = (from: Value, to: Value) => b.concat(conv(b, from, from.shape.at(-1) ?? 0, 3, 2), to)
  const middleUp = crossStage(b, up(coarse, middle), 128, 1, false)
  const first = crossStage(b, up(middleUp, fine), 64, 1, false)
  const second = crossStage(b, down(first, middleUp), 128, 1, false)
  return [first, second, crossStage(b, down(second, coarse), 256, 1, false)]
}

/** Sides of boxes and scores of classes at each place, before they are decoded. */
function detections(b: Builder, x: Value): Value {
  const branch = (channels: number, filters: number) =>
    b.conv(conv(b, conv(b, x, channels, 3), channels, 3), filters, { bias: true })
  return b.scope('detect', () => b.concat(branch(64, boxChannels), branch(80, objectClasses)))
}

const citation = 'Jocher, Chaurasia and Qiu 2023, Ultralytics YOLOv8'

export const yolov8Networks: readonly ZooEntry[] = [
  {
    name: 'yolov8n',
    title: 'YOLOv8 nano: three maps of boxes and scores',
    citation,
    build: ({ size, label = 'yolov8n' }: ZooOptions) => {
      const b = new Builder(label)
      return b.build(...neck(b, backbone(b, size)).map((map) => detections(b, map)))
    },
  },
  {
    name: 'yolov8n_backbone',
    title: 'YOLOv8 nano backbone: three maps',
    citation,
    build: ({ size, label = 'yolov8n_backbone' }: ZooOptions) => {
      const b = new Builder(label)
      return b.build(...backbone(b, size))
    },
  },
]
