/** Space of the records of single operations; their keys are their names. */
export const kernelSpace = 'kernels'
