/** A published result: shares within 1, 5 and 10 % in percent. */
export interface Published {
  readonly system: string
  readonly within: readonly [number, number, number]
}

/**
 * NAS-Bench-201 with 900 networks to train on: BRP-NAS (Dudziak et al., NeurIPS 2020, mean of 100 random splits) and
 * Yue, Latency Prediction for CNNs (2021).
 */
export const publishedCells: Readonly<Record<string, readonly Published[]>> = {
  desktop_gpu_gtx1080ti_fp32: [
    { system: 'BRP-NAS', within: [36.7, 85.9, 96.9] },
    { system: 'Yue', within: [38.5, 85.8, 97.1] },
  ],
  desktop_cpu_i7_7820x_fp32: [
    { system: 'BRP-NAS', within: [36.0, 85.2, 96.4] },
    { system: 'Yue', within: [34.5, 84.1, 96.1] },
  ],
  mobile_dsp_sd855_hexagon690_int8: [
    { system: 'BRP-NAS', within: [21.3, 77.5, 94.2] },
    { system: 'Yue', within: [23.8, 76.9, 90.1] },
  ],
}
