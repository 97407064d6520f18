import type { RunWithSteps } from '../domain/run'
import { isAnsweredFor } from '../domain/vouched-mains'
import type { RunBook } from './run-book'
import type { Site } from './site'

/** A person vouched for mains that no UPS told of: once one does, that is what counts, also when it falls silent again (P2, D4). */
export const endVouching = async (
  book: Pick<RunBook, 'change'>,
  { id, hostId, title, vouchedMains }: RunWithSteps,
  site: Pick<Site, 'trustedWorld' | 'deviceViews'>,
  nowMs: number,
): Promise<void> => {
  if (vouchedMains !== true || hostId === null) return
  if (!isAnsweredFor(hostId, site.trustedWorld.feeds, site.deviceViews())) return
  await book.change(id, { run: { vouchedMains: null } }, [
    {
      atMs: nowMs,
      kind: 'maintenance.mains-told',
      actor: 'engine',
      channel: 'engine',
      object: { kind: 'host', id: hostId, name: title },
      reason: null,
      outcome: 'ok',
      message: 'A UPS tells of its mains again: what was vouched for counts no more',
      data: { runId: id },
    },
  ])
}
