/** Flags of TF.js 4.22.0 that choose programs, with the kind of their values: they identify a platform, and make its plans. */

type Kind = 'boolean' | 'number'

export const webgpuFlags = {
  WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE: 'number',
  WEBGPU_CPU_FORWARD: 'boolean',
  WEBGPU_CPU_HANDOFF_SIZE_THRESHOLD: 'number',
  WEBGPU_MATMUL_PROGRAM_TYPE: 'number',
  WEBGPU_THRESHOLD_TO_INCREASE_WORKGROUPS_FOR_MATMUL: 'number',
  WEBGPU_CONV_SEPARATE_IM2COL_SHADER: 'boolean',
  WEBGPU_USE_NAIVE_CONV2D_DEBUG: 'boolean',
  WEBGPU_USE_LOW_POWER_GPU: 'boolean',
} as const satisfies Record<string, Kind>

export const webglFlags = {
  WEBGL_VERSION: 'number',
  WEBGL_PACK: 'boolean',
  WEBGL_PACK_NORMALIZATION: 'boolean',
  WEBGL_PACK_CLIP: 'boolean',
  WEBGL_PACK_DEPTHWISECONV: 'boolean',
  WEBGL_PACK_BINARY_OPERATIONS: 'boolean',
  WEBGL_PACK_UNARY_OPERATIONS: 'boolean',
  WEBGL_PACK_ARRAY_OPERATIONS: 'boolean',
  WEBGL_PACK_IMAGE_OPERATIONS: 'boolean',
  WEBGL_PACK_REDUCE: 'boolean',
  WEBGL_LAZILY_UNPACK: 'boolean',
  WEBGL_CONV_IM2COL: 'boolean',
  WEBGL_EXP_CONV: 'boolean',
  WEBGL_USE_SHAPES_UNIFORMS: 'boolean',
  WEBGL_AUTO_SQUARIFY_NARROW_TEXTURE_SHAPE: 'boolean',
  WEBGL2_ISNAN_CUSTOM: 'boolean',
  WEBGL_FORCE_F16_TEXTURES: 'boolean',
  WEBGL_RENDER_FLOAT32_ENABLED: 'boolean',
  WEBGL_FLUSH_THRESHOLD: 'number',
  WEBGL_CPU_FORWARD: 'boolean',
  WEBGL_MAX_TEXTURES_IN_SHADER: 'number',
  WEBGL_MAX_TEXTURE_SIZE: 'number',
  WEBGL_SIZE_UPLOAD_UNIFORM: 'number',
  CPU_HANDOFF_SIZE_THRESHOLD: 'number',
} as const satisfies Record<string, Kind>

export const wasmFlags = {
  WASM_HAS_SIMD_SUPPORT: 'boolean',
  WASM_HAS_MULTITHREAD_SUPPORT: 'boolean',
} as const satisfies Record<string, Kind>
