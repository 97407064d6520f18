import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import type { VmId } from '../../../server/domain/ids'
import { VM_PROBES, type VmProbe } from '../../../server/domain/vm-probe'
import type { Store } from '../../../server/store/store'
import type { KvmLab } from './start'

/** A living guest counts on within it; below the second that a probe waits. */
const LOOK_MS = 700

export interface GuestPages {
  probeOf(name: string): VmProbe
  close(): Promise<void>
}

/** A page for each guest, as lab guests have no network: it answers while the guest's counter goes on, and is an error while it does not. */
export const startGuestPages = async (lab: Pick<KvmLab, 'countOf'>): Promise<GuestPages> => {
  const server = createServer(({ url = '/' }, answer) => {
    const name = url.slice(1)
    const before = lab.countOf(name)
    void setTimeout(LOOK_MS).then(() => answer.writeHead(lab.countOf(name) === before ? 503 : 200).end())
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  return {
    probeOf: (name) => ({ kind: 'http', url: `http://127.0.0.1:${port}/${name}` }),
    close: async () => {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

/** Each guest is asked by its page, so that what waits for it waits no longer than it takes to boot (R3). */
export const probeGuests = (
  store: Store,
  pages: GuestPages,
  guests: readonly { readonly id: VmId; readonly name: string }[],
): Promise<void> =>
  store.write((tx) => tx.settings.set(VM_PROBES, Object.fromEntries(guests.map(({ id, name }) => [id, pages.probeOf(name)]))))
