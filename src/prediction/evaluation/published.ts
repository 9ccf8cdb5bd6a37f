import type { Published } from './score.ts'

const brpNas = 'BRP-NAS, 2020, mean of 100 splits'
const yue = 'Yue, 2021, the fixed split'

/** Within 1, 5 and 10 % in percent, as the papers print them; of networks, learnt from 900. */
const cells: readonly (readonly [device: string, system: string, ...within: [number, number, number]])[] = [
  ['desktop_gpu_gtx1080ti_fp32', brpNas, 36.7, 85.9, 96.9],
  ['desktop_gpu_gtx1080ti_fp32', yue, 38.5, 85.8, 97.1],
  ['desktop_gpu_gtx1080ti_fp32', 'Yue, 2021, XGBoost', 11.2, 50.4, 78.7],
  ['desktop_gpu_gtx1080ti_fp32', 'Yue, 2021, linear regression', 6.0, 30.0, 54.5],
  ['desktop_gpu_gtx1080ti_fp32', 'Yue, 2021, layer by layer', 4.2, 18.2, 29.6],
  ['desktop_cpu_i7_7820x_fp32', brpNas, 36.0, 85.2, 96.4],
  ['desktop_cpu_i7_7820x_fp32', yue, 34.5, 84.1, 96.1],
  ['mobile_dsp_sd855_hexagon690_int8', brpNas, 21.3, 77.5, 94.2],
  ['mobile_dsp_sd855_hexagon690_int8', yue, 23.8, 76.9, 90.1],
]

/** NAS-Bench-201: BRP-NAS (Dudziak et al., NeurIPS 2020) and Yue, Latency Prediction for CNNs (2021). */
export const publishedCells: readonly Published[] = cells.map(([device, system, ...within]) => ({
  ...{ device, system, subject: 'networks', trainingRows: 900 },
  within: [within[0] / 100, within[1] / 100, within[2] / 100],
}))
