/**
 * The name of the GPU in what a browser calls its renderer. Chromium wraps it:
 * `ANGLE (Qualcomm, Adreno (TM) 730, OpenGL ES 3.2)` or
 * `ANGLE (NVIDIA, NVIDIA GeForce RTX 3060 (0x00002504) Direct3D11 vs_5_0 ps_5_0, D3D11)`.
 */
export function gpuName(renderer: string): string {
  const [, wrapped] = /^ANGLE \([^,]*, (.*), [^,]*\)$/.exec(renderer) ?? []
  const [, inner] = /^Vulkan [\d.]+ \((.*)\)$/.exec(wrapped ?? '') ?? []
  const name = (inner ?? wrapped ?? renderer)
    .replace(/^ANGLE Metal Renderer: /, '')
    .replace(/ \(0x[\dA-Fa-f]+\)/, '')
    .replace(/ Direct3D.*$/, '')
  return name.trim() === '' ? renderer : name.trim()
}
