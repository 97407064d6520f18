import type { HostId } from '../../domain/ids'
import type { Json } from '../../domain/journal'
import { managerSecretSchema } from '../../domain/manager'
import type { Order } from '../../domain/order'
import { hypervisorDrivers } from '../../drivers/hypervisor/registry'
import type { Store } from '../../store/store'
import { toJson } from '../to-json'
import { type HostByManager, proveDirect } from './prove-direct'

const DEADLINE_MS = 60_000

type Answer =
  { readonly ok: true; readonly result: Json } | { readonly ok: false; readonly message: string; readonly hint: string }

/** Proves a direct path that is not configured yet, with credentials that are used once. Nothing is switched. */
export const probeDirect = async (
  { hostId, address, sealed }: Extract<Order, { kind: 'direct-path.probe' }>,
  secrets: Pick<Store['secrets'], 'open'>,
  byManager: (id: HostId) => HostByManager | null,
): Promise<Answer> => {
  const driver = hypervisorDrivers.find(({ kind }) => kind === address.kind)
  if (driver === undefined) return { ok: false, message: `No driver for ${address.kind}.`, hint: 'Choose another kind.' }
  const target = { address, secret: managerSecretSchema.parse(secrets.open(sealed)) }
  const signal = AbortSignal.timeout(DEADLINE_MS)
  const { answering, findings } = await proveDirect(driver, target, Date.now(), signal, () => byManager(hostId))
  const wrong = findings.find(({ severity }) => severity === 'critical')
  // A host that let us in is shown with all that was found; else only why not can be told.
  return answering === null && wrong !== undefined
    ? { ok: false, message: wrong.message, hint: wrong.hint ?? '' }
    : { ok: true, result: toJson({ answering, findings }) }
}
