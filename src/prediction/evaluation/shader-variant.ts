/**
 * The form of a program in the words of a record's `variant`, from the beginning of its shader key, which is all that
 * the table of H200 kernels has of it.
 */
export function variantOfShaderKey(shaderKey: string): string {
  const [name = '', ...parts] = shaderKey.split('_')
  if (name === 'conv2DMM') {
    const [elements = '', , rows, columns, inner, isVec4, step] = parts
    return words({ isVec4, elements, step }, rows, columns, inner)
  }
  if (name === 'matMulPacked') {
    const [elements = '', , , , rows, columns, inner, isVec4, isVector] = parts
    return words({ isVec4, elements, isVector }, rows, columns, inner)
  }
  if (name === 'depthwiseVec4') return 'vec4'
  return ''
}

interface Form {
  readonly elements: string
  readonly isVec4: string | undefined
  readonly isVector?: string | undefined
  /** Values of an inner step. */
  readonly step?: string | undefined
}

function words({ elements, isVec4, isVector, step }: Form, ...fits: (string | undefined)[]): string {
  const whole = ['rows', 'columns', 'inner'].filter((_, place) => fits[place] === 'true')
  return [
    isVec4 === 'true' ? 'vec4' : 'scalar',
    isVector === 'true' && 'vector-matrix',
    elements.replaceAll(',', 'x'),
    isVec4 === 'true' && step !== undefined && `inner ${step}`,
    whole.length > 0 && `whole ${whole.join('+')}`,
  ]
    .filter(Boolean)
    .join(' ')
}
