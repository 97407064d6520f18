import { hostname } from 'node:os'
import { z } from 'zod'
import type { Store } from '../store/store'

export const SITE_LEASE = 'site'
const KEY = 'site-owner'
const ownerSchema = z.object({ engineId: z.string(), host: z.string(), pid: z.number() })

/** Says who owns the site, so that a successor on this machine need not wait for the lease of a dead one to run out. */
export const rememberOwner = (store: Store, engineId: string): Promise<void> =>
  store.write((tx) => tx.settings.set(KEY, { engineId, host: hostname(), pid: process.pid }))

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH')
  }
}

/** Frees the site's lease where its owner was a process of this machine that is gone. An owner elsewhere keeps it until it runs out. */
export const releaseOfDeadOwner = async (store: Store): Promise<void> => {
  const owner = ownerSchema.safeParse(await store.read.settings.get(KEY))
  if (!owner.success || owner.data.host !== hostname() || owner.data.pid === process.pid || isAlive(owner.data.pid)) return
  await store.write((tx) => tx.lease.release(SITE_LEASE, owner.data.engineId))
}
