import { bagnetNetworks } from './bagnet.ts'
import { convnextNetworks } from './convnext.ts'
import { densenetNetworks } from './densenet.ts'
import { diracnetNetworks } from './diracnet.ts'
import { dlaNetworks } from './dla.ts'
import { efficientnetEdgeNetworks } from './efficientnet-edge.ts'
import { efficientnetV2Networks } from './efficientnet-v2.ts'
import { efficientnetNetworks } from './efficientnet.ts'
import { fastvitNetworks } from './fastvit.ts'
import { fbnetNetworks } from './fbnet.ts'
import { ghostnetNetworks } from './ghostnet.ts'
import { hardnetNetworks } from './hardnet.ts'
import { hrnetNetworks } from './hrnet.ts'
import { inceptionNetworks } from './inception.ts'
import { mnasnetNetworks } from './mnasnet.ts'
import { mobilenetV1Networks } from './mobilenet-v1.ts'
import { mobilenetV2Networks } from './mobilenet-v2.ts'
import { mobilenetV3Networks } from './mobilenet-v3.ts'
import { mobilenetV4Networks } from './mobilenet-v4.ts'
import { mobileoneNetworks } from './mobileone.ts'
import type { ZooEntry } from './network.ts'
import { peleenetNetworks } from './peleenet.ts'
import { preresnetNetworks } from './preresnet.ts'
import { proxylessnasNetworks } from './proxylessnas.ts'
import { regnetNetworks } from './regnet.ts'
import { resnetNetworks } from './resnet.ts'
import { resnextNetworks } from './resnext.ts'
import { sepreresnetNetworks } from './sepreresnet.ts'
import { seresnetNetworks } from './seresnet.ts'
import { shufflenetV2Networks } from './shufflenet-v2.ts'
import { spnasnetNetworks } from './spnasnet.ts'
import { squeezenetNetworks } from './squeezenet.ts'
import { unetNetworks } from './unet.ts'
import { vovnetNetworks } from './vovnet.ts'
import { yolov8Networks } from './yolov8.ts'

/** Every network of the zoo: 1000 classes each, but for YOLO's maps of boxes and U-Net's map of scores. */
export const networks: readonly ZooEntry[] = [
  ...mobilenetV1Networks,
  ...mobilenetV2Networks,
  ...mobilenetV3Networks,
  ...resnetNetworks,
  ...preresnetNetworks,
  ...seresnetNetworks,
  ...sepreresnetNetworks,
  ...resnextNetworks,
  ...bagnetNetworks,
  ...inceptionNetworks,
  ...densenetNetworks,
  ...peleenetNetworks,
  ...vovnetNetworks,
  ...diracnetNetworks,
  ...dlaNetworks,
  ...hardnetNetworks,
  ...hrnetNetworks,
  ...regnetNetworks,
  ...squeezenetNetworks,
  ...shufflenetV2Networks,
  ...efficientnetNetworks,
  ...efficientnetEdgeNetworks,
  ...mnasnetNetworks,
  ...fbnetNetworks,
  ...proxylessnasNetworks,
  ...spnasnetNetworks,
  ...ghostnetNetworks,
  ...mobilenetV4Networks,
  ...efficientnetV2Networks,
  ...convnextNetworks,
  ...mobileoneNetworks,
  ...fastvitNetworks,
  ...yolov8Networks,
  ...unetNetworks,
]
