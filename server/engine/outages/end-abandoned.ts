import { isSetAside } from '../../planner/safeguard-steps'
import type { RunBook } from '../run-book'
import type { Clock } from '../steady-clock'
import { abandonedEnd, isHoldOver } from './run-end'
import { runEntry } from './run-entry'

/** Runs that a person aborted, or that are restored, end once what they had set aside is put back, or a person gives that up, too (R8, A6). */
export const endAbandoned = async (book: RunBook, clock: Clock): Promise<void> => {
  for (const run of book.active) {
    const nowMs = clock.now()
    const end = abandonedEnd(run, nowMs)
    if (end === null && isHoldOver(run, nowMs))
      await book.change(run.id, { run: { heldSinceMs: null } }, [
        runEntry(run, nowMs, {
          kind: 'run.hold-expired',
          message: `The hold of ${run.title} expires: what is set aside must be put back`,
        }),
      ])
    if (end === null) continue
    const left = isSetAside(run.steps).map(({ object }) => object.name)
    const hadAside = run.steps.some(({ object }) => object.kind === 'safeguard')
    const putBack = hadAside ? '; what was set aside is put back' : ''
    const words = left.length === 0 ? putBack : `; still set aside: ${left.join(', ')}`
    const which = run.restored === true ? 'restored' : 'aborted'
    await book.change(run.id, { run: end }, [
      runEntry(run, nowMs, {
        kind: 'run.abandoned-ended',
        message: `The ${which} run of ${run.title} has ended${words}`,
        data: { left },
      }),
    ])
  }
}
