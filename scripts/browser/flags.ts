/** Which GPU the pages shall see: one that is emulated on the CPU, or the real one of the machine. */
export interface LaunchWish {
  readonly gpu: 'software' | 'real'
}

interface LaunchFlag {
  readonly flag: string
  readonly reason: string
  /** Left out: for every wish. */
  readonly only?: LaunchWish['gpu']
}

/** Every flag that Chromium is started with, tried with Chromium 156 on Debian 12 and on an NVIDIA H200. */
export const flags: readonly LaunchFlag[] = [
  { flag: '--enable-unsafe-webgpu', reason: 'WebGPU on Linux: without it there is no adapter' },
  {
    flag: '--ignore-gpu-blocklist',
    reason: 'WebGL2 on drivers that Chromium distrusts, SwiftShader among them',
  },
  { flag: '--disable-quic', reason: 'no traffic but to our own server' },
  { flag: '--no-first-run', reason: 'no welcome page over ours' },
  { flag: '--disable-background-networking', reason: 'nothing else runs while time is taken' },
  { flag: '--disable-component-update', reason: 'nothing else runs while time is taken' },
  { flag: '--disable-sync', reason: 'nothing else runs while time is taken' },
  { flag: '--use-webgpu-adapter=swiftshader', reason: 'WebGPU without a GPU', only: 'software' },
  {
    flag: '--enable-unsafe-swiftshader',
    reason: 'SwiftShader is no longer a silent fallback (Chrome 144)',
    only: 'software',
  },
  { flag: '--enable-features=Vulkan', reason: 'SwiftShader is a Vulkan driver', only: 'software' },
  {
    flag: '--use-vulkan=swiftshader',
    reason: 'the same emulated driver for the whole GPU process',
    only: 'software',
  },
  {
    flag: '--use-angle=swiftshader',
    reason: 'WebGL2 on SwiftShader, with timer queries (visgl/luma.gl#2874)',
    only: 'software',
  },
  {
    flag: '--enable-features=Vulkan,VulkanFromANGLE,DefaultANGLEVulkan',
    reason: 'a headless Linux machine reaches its GPU through Vulkan',
    only: 'real',
  },
  { flag: '--use-angle=vulkan', reason: 'WebGL2 on the same Vulkan driver', only: 'real' },
  {
    flag: '--disable-vulkan-surface',
    reason: 'no display is attached, so no surface can be made',
    only: 'real',
  },
]

/** Flags of the Vulkan path are for Linux: macOS and Windows reach their GPU through Metal and Direct3D by themselves. */
const linuxOnly = /vulkan/i

/**
 * The flags for one start, without `--no-sandbox`: `launchOptions` of browser.ts decides that.
 */
export function launchFlags(wish: LaunchWish, platform: NodeJS.Platform = process.platform): string[] {
  return flags
    .filter(({ only }) => only === undefined || only === wish.gpu)
    .map(({ flag }) => flag)
    .filter((flag) => wish.gpu === 'software' || platform === 'linux' || !linuxOnly.test(flag))
}
