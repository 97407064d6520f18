import { type DriverFailure, refused, unknownOutcome } from '../../ports'

/** Of the virtual machine service, as documented for version 2 of its WMI classes. */
const WORDS: Readonly<Record<number, string>> = {
  1: 'it does not support that',
  32768: 'it failed',
  32769: 'access denied',
  32770: 'it does not support that',
  32771: 'its status is unknown',
  32772: 'it timed out',
  32773: 'a parameter is not valid',
  32774: 'it is in use',
  32775: 'its state does not allow it',
  32776: 'a value has the wrong type',
  32777: 'it is not available',
  32778: 'it is out of memory',
  32779: 'a file was not found',
  32780: 'its guest is not ready: the shutdown service of the integration services does not answer',
  32781: 'somebody is signed in to its guest and has locked it; that is never forced',
}

const STARTED_OR_DONE = [0, 4096]
/** A shutdown that is under way already is what was wanted (A2). */
const ALREADY = 32782
/** It does not say no: its status is unknown, it timed out (A1). */
const UNCLEAR = [32771, 32772]

export const codeFailure = (doing: string, code: number): DriverFailure | null => {
  if (STARTED_OR_DONE.includes(code) || code === ALREADY) return null
  const words = WORDS[code] ?? 'with a code that is not documented'
  if (UNCLEAR.includes(code))
    return unknownOutcome(
      `Hyper-V was asked to ${doing}, and nobody knows what came of it: ${words} (${code}).`,
      'Look at the state before trying again.',
    )
  return refused(`Hyper-V refuses to ${doing}: ${words} (${code}).`, 'See the log Microsoft-Windows-Hyper-V-VMMS of that host.')
}
