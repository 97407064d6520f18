import { randomUUID } from 'node:crypto'
import { isRangeRefusal, parseRanges, rangeRefusalText } from '../../domain/address-range'
import { DISCOVERY, discoveryRequestSchema } from '../../domain/discovery'
import type { UpsSecret } from '../../domain/ups'
import type { StoreReads } from '../../store/store'
import { tell } from '../acting'
import { docOf } from '../latest-doc'
import { placeOrder } from '../orders/place-order'
import { conflict, refused } from '../service-error'
import { mutation } from '../verb'
import { searchObject } from './search-object'

/** One search at a time: two would not keep the rate that either promises. */
const requireNone = async (read: StoreReads): Promise<void> => {
  const doc = docOf('discovery', await read.latest.get('discovery', DISCOVERY))
  if (doc?.state === 'running')
    throw conflict(`${doc.startedBy} is searching ${doc.ranges} already`, 'Wait for its end, or cancel it.')
}

/** Has the engine look who answers in a range. The secrets travel sealed and are wiped when taken. */
export const startDiscovery = mutation({
  name: 'discovery.start',
  needs: 'configure',
  input: discoveryRequestSchema,
  async run(context) {
    const { input, tx, host } = context
    const { ranges, ratePerSecond, snmp, nut } = input
    const read = parseRanges(ranges)
    if (isRangeRefusal(read)) throw refused(rangeRefusalText(read), 'Write networks, spans, addresses or names.')
    await requireNone(tx)
    const searchId = randomUUID()
    const secrets: readonly UpsSecret[] = [
      ...(snmp?.secrets ?? []),
      ...(nut === null ? [] : [{ kind: 'nut-user' as const, user: nut.user, password: nut.password }]),
    ]
    const orderId = await placeOrder(context, {
      kind: 'discovery.start',
      searchId,
      where: {
        ranges,
        ratePerSecond,
        snmp: snmp === null ? null : { port: snmp.port },
        nut: nut === null ? null : { port: nut.port, tls: nut.tls },
      },
      sealed: secrets.map((secret) => host.store.secrets.seal(secret)),
    })
    await tell(context, {
      kind: 'discovery.ordered',
      object: searchObject(searchId),
      message: `A search for devices was ordered: ${read.count} addresses`,
      data: { orderId, ranges, addresses: read.count, ratePerSecond },
    })
    return { orderId, searchId }
  },
})
