import type { DriverFailure } from '../../drivers/ports'

/**
 * What a call that failed is remembered as: `failed`: it did not arrive and is made again; `refused`: the platform's "no", upon
 * which the fallback runs. What a stranger at its address says is no such "no" (D3).
 */
export const callOutcome = (failure: DriverFailure): 'unknown' | 'failed' | 'refused' => {
  switch (failure.kind) {
    case 'unknown':
      return 'unknown'
    case 'unreachable':
      return 'failed'
    case 'refused':
      return failure.byStranger === true ? 'failed' : 'refused'
    case 'unsupported':
      return 'refused'
  }
}
