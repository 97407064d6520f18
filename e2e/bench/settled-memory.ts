import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { z } from 'zod'

setFlagsFromString('--expose-gc')
const collect = z.custom<() => void>((value) => typeof value === 'function').parse(runInNewContext('gc'))

/** What this process really keeps in its heap, in MB. */
export const settledMegabytes = (): number => {
  // Twice: what a finaliser lets go is free only then.
  collect()
  collect()
  return process.memoryUsage().heapUsed / 2 ** 20
}
