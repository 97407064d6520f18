import pino from 'pino'
import { Engine } from '../../server/engine/engine'
import { type Clock, steadyClock } from '../../server/engine/steady-clock'
import type { Store } from '../../server/store/store'

/** The real engine in this process: silent, without traps, probes or a demo. */
export const engineOn = (store: Store, clock: Clock = steadyClock()): Engine =>
  new Engine({
    trapPort: null,
    store,
    clock,
    log: pino({ level: 'silent' }),
    version: 'peer-test',
    probe: () => Promise.reject(new Error('nothing is probed here')),
    demo: null,
    onLeaseLost: () => undefined,
  })
