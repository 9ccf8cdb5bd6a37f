import { densenet121 } from './densenet.ts'
import { efficientnetB0 } from './efficientnet.ts'
import { ghostnet } from './ghostnet.ts'
import { mnasnetA1, mnasnetB1 } from './mnasnet.ts'
import { mobilenetV1 } from './mobilenet-v1.ts'
import { mobilenetV2 } from './mobilenet-v2.ts'
import { mobilenetV3Large, mobilenetV3Small } from './mobilenet-v3.ts'
import type { ZooEntry } from './network.ts'
import { regnetX002 } from './regnet.ts'
import { resnet18, resnet50 } from './resnet.ts'
import { shufflenetV2 } from './shufflenet-v2.ts'
import { squeezenetV1x0, squeezenetV1x1 } from './squeezenet.ts'

const entry = (name: string, title: string, citation: string, build: ZooEntry['build']): ZooEntry => ({
  name,
  title,
  citation,
  build,
})

/** Every network of the zoo, 1000 classes each. */
export const networks: readonly ZooEntry[] = [
  entry('mobilenet_v1', 'MobileNet V1', 'Howard et al. 2017, arXiv:1704.04861', mobilenetV1),
  entry('mobilenet_v2', 'MobileNet V2', 'Sandler et al. 2018, arXiv:1801.04381', mobilenetV2),
  entry('mobilenet_v3_large', 'MobileNet V3 Large', 'Howard et al. 2019, arXiv:1905.02244', mobilenetV3Large),
  entry('mobilenet_v3_small', 'MobileNet V3 Small', 'Howard et al. 2019, arXiv:1905.02244', mobilenetV3Small),
  entry('resnet18', 'ResNet-18', 'He et al. 2016, arXiv:1512.03385', resnet18),
  entry('resnet50', 'ResNet-50', 'He et al. 2016, arXiv:1512.03385', resnet50),
  entry('squeezenet1_0', 'SqueezeNet 1.0', 'Iandola et al. 2016, arXiv:1602.07360', squeezenetV1x0),
  entry('squeezenet1_1', 'SqueezeNet 1.1', 'Iandola et al. 2016, arXiv:1602.07360', squeezenetV1x1),
  entry('shufflenet_v2_x1_0', 'ShuffleNet V2', 'Ma et al. 2018, arXiv:1807.11164', shufflenetV2),
  entry('efficientnet_b0', 'EfficientNet-B0', 'Tan and Le 2019, arXiv:1905.11946', efficientnetB0),
  entry('mnasnet_b1', 'MnasNet-B1', 'Tan et al. 2019, arXiv:1807.11626', mnasnetB1),
  entry('mnasnet_a1', 'MnasNet-A1', 'Tan et al. 2019, arXiv:1807.11626', mnasnetA1),
  entry('densenet121', 'DenseNet-121', 'Huang et al. 2017, arXiv:1608.06993', densenet121),
  entry('regnetx_002', 'RegNetX-200MF', 'Radosavovic et al. 2020, arXiv:2003.13678', regnetX002),
  entry('ghostnet', 'GhostNet', 'Han et al. 2020, arXiv:1911.11907', ghostnet),
]
