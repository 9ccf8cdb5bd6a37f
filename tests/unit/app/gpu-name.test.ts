import { expect, it } from 'vitest'
import { gpuName } from '../../../src/app/gpu-name.ts'

it.each([
  ['ANGLE (Qualcomm, Adreno (TM) 730, OpenGL ES 3.2)', 'Adreno (TM) 730'],
  [
    'ANGLE (NVIDIA, NVIDIA GeForce RTX 3060 (0x00002504) Direct3D11 vs_5_0 ps_5_0, D3D11)',
    'NVIDIA GeForce RTX 3060',
  ],
  [
    'ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero) (0x0000C0DE)), SwiftShader driver)',
    'SwiftShader Device (Subzero)',
  ],
  ['ANGLE (Apple, ANGLE Metal Renderer: Apple M2, Unspecified Version)', 'Apple M2'],
  ['Mali-G710', 'Mali-G710'],
  ['', ''],
])('the name of the GPU in “%s” is “%s”', (renderer, name) => {
  expect(gpuName(renderer)).toBe(name)
})
