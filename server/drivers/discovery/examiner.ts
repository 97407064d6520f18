import type { UpsAddress, UpsSecret } from '../../domain/ups'
import { endpointOf } from '../../domain/ups-endpoint'
import { probeUps } from '../ups/probe'
import { FewAtOnce } from './few-at-once'
import type { Finding } from './finding'
import type { Greeting } from './letter'

/** Finding out what a device is takes as much as many polls; what is watched must not feel it. */
const AT_ONCE = 4
const DEADLINE_MS = 6_000
/** Whatever a device does, the search goes on. */
const GIVEN_UP_AFTER_MS = DEADLINE_MS + 1_000

type Examined = Extract<Finding, { kind: 'device' | 'other' }>

const givenUp = (signal: AbortSignal): { readonly over: Promise<null>; clear: () => void } => {
  let timer: NodeJS.Timeout | undefined
  let end: () => void = () => undefined
  const over = new Promise<null>((done) => {
    end = () => done(null)
    timer = setTimeout(end, GIVEN_UP_AFTER_MS)
    signal.addEventListener('abort', end, { once: true })
  })
  return {
    over,
    clear: () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
    },
  }
}

/** Asks those that answered who they are, a few at a time. */
export class Examiner {
  private readonly places = new FewAtOnce(AT_ONCE)

  /** Null: the search was cancelled meanwhile. */
  examine(
    address: UpsAddress,
    secret: UpsSecret,
    credential: number,
    greeting: Greeting,
    signal: AbortSignal,
  ): Promise<Examined | null> {
    return this.places.pass(async () => {
      if (signal.aborted) return null
      const { over, clear } = givenUp(signal)
      const other = (problem: string | null): Examined => ({
        kind: 'other',
        endpoint: endpointOf(address),
        description: greeting.description,
        problem,
      })
      try {
        const probed = await Promise.race([probeUps({ address, secret }, { deadlineMs: DEADLINE_MS, signal }), over])
        if (signal.aborted) return null
        if (probed === null) return other('It began to answer and did not come to an end')
        if (probed.kind === 'ok')
          return { kind: 'device', address, credential, systemName: greeting.systemName, probe: probed.value }
        return other(probed.kind === 'unsupported' ? null : `${probed.message}. ${probed.hint}`)
      } catch {
        return signal.aborted ? null : other('What it answers could not be made sense of')
      } finally {
        clear()
      }
    })
  }
}
